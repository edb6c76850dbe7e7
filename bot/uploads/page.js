// Sends files one after the other and shows how far each is; without it the form sends them all at once.
(function () {
  var form = document.getElementById("form");
  if (!form || !window.FormData || !window.JSON || !("upload" in new XMLHttpRequest())) return;
  var told = JSON.parse(form.getAttribute("data-told"));
  var largest = Number(form.getAttribute("data-largest"));
  var chosen = document.getElementById("chosen");
  var results = document.getElementById("results");
  var send = document.getElementById("send");
  var waiting = [];
  var number = 0;
  var busy = false;

  document.documentElement.className = "script";
  refresh();

  function add(files) {
    for (var i = 0; i < files.length; i++) waiting.push(item(files[i]));
    problem("");
    refresh();
  }

  function item(file) {
    var one = { file: file, key: form.elements.sheet.value + "." + ++number, state: "ready" };
    one.row = document.createElement("li");
    one.row.appendChild(element("b", file.name));
    one.words = one.row.appendChild(element("span", told.ready));
    one.bar = one.row.appendChild(document.createElement("progress"));
    one.bar.max = 100;
    one.bar.hidden = true;
    one.drop = one.row.appendChild(element("button", told.remove));
    one.drop.type = "button";
    one.drop.setAttribute("aria-label", told.remove + ": " + file.name);
    one.drop.onclick = function () { remove(one); };
    if (file.size > largest) refuse(one, told.large);
    else if (!file.size) refuse(one, told.empty);
    chosen.appendChild(one.row);
    return one;
  }

  function refuse(one, words) {
    one.state = "refused";
    one.row.className = "refused";
    one.words.textContent = words;
  }

  function remove(one) {
    waiting.splice(waiting.indexOf(one), 1);
    chosen.removeChild(one.row);
    refresh();
  }

  function next() {
    for (var i = 0; i < waiting.length; i++) if (waiting[i].state === "ready") return waiting[i];
    return null;
  }

  function go() {
    var one = next();
    busy = !!one;
    refresh();
    if (!one) return;
    var data = new FormData();
    data.append("proof", form.elements.proof.value);
    data.append("sheet", one.key);
    data.append("file", one.file, one.file.name);
    var request = new XMLHttpRequest();
    one.words.textContent = told.sending;
    one.bar.hidden = false;
    one.drop.hidden = true;
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) one.bar.value = 100 * event.loaded / event.total;
    };
    request.onload = function () { answered(one, request); };
    request.onerror = function () { stopped(one, told.broken); };
    request.open("POST", location.href);
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
  }

  function answered(one, request) {
    var answer;
    try {
      answer = JSON.parse(request.responseText);
    } catch (error) {
      return stopped(one, told.broken);
    }
    if (answer.count) document.getElementById("count").textContent = answer.count;
    if (!answer.files.length) return stopped(one, answer.problem, answer.closed);
    var became = answer.files[0];
    one.row.className = became.state;
    one.words.textContent = became.words;
    one.row.removeChild(one.bar);
    one.row.removeChild(one.drop);
    waiting.splice(waiting.indexOf(one), 1);
    results.appendChild(one.row);
    go();
  }

  function stopped(one, words, closed) {
    one.words.textContent = told.ready;
    one.bar.hidden = true;
    one.drop.hidden = false;
    busy = false;
    problem(words);
    if (closed) form.hidden = true;
    send.textContent = told.again;
    refresh();
  }

  function problem(words) {
    var place = document.getElementById("problem");
    place.textContent = words;
    place.hidden = !words;
  }

  function refresh() {
    send.disabled = busy || !next();
  }

  function element(name, words) {
    var made = document.createElement(name);
    made.textContent = words;
    return made;
  }

  function picked(event) {
    add(event.target.files);
    event.target.value = "";
  }

  form.onsubmit = function (event) {
    event.preventDefault();
    problem("");
    if (!busy) go();
  };
  document.getElementById("files").onchange = picked;
  document.getElementById("camera").onchange = picked;
  document.ondragover = function (event) {
    event.preventDefault();
    document.documentElement.className = "script over";
  };
  document.ondragleave = function () { document.documentElement.className = "script"; };
  document.ondrop = function (event) {
    event.preventDefault();
    document.documentElement.className = "script";
    if (!form.hidden) add(event.dataTransfer.files);
  };
})();
