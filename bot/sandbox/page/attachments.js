// Files chosen for the next message, shown as chips above the composer until they are sent.

import { el, icon, iconButton } from "./dom.js";
import { openMenu } from "./popover.js";
import { texts } from "./texts.js";
import { fileSize } from "./time.js";

export class Attachments {
  #chosen = [];

  /** `documents` tells whether the phone can send files that are no pictures. */
  constructor(onChange, { documents }) {
    this.onChange = onChange;
    this.sendsDocuments = documents;
    this.element = el("ul", { class: "chips", hidden: true });
    this.photos = this.#input("image/*", "attach-photo", false);
    this.documents = this.#input(null, "attach-document", true);
  }

  get isEmpty() {
    return this.#chosen.length === 0;
  }

  /** Offer photo or document beside the button that was pressed. */
  offer(opener) {
    const items = [
      { icon: "photo", label: texts.attachPhoto, run: () => this.photos.click() },
      { icon: "document", label: texts.attachDocument, run: () => this.documents.click() },
    ];
    openMenu(this.sendsDocuments ? items : items.slice(0, 1), { opener });
  }

  /** Take files as they were picked, dropped or pasted. */
  add(files, { asDocument = false } = {}) {
    this.#chosen.push(...[...files].map((file) => ({ file, asDocument })));
    this.#draw();
  }

  clear() {
    this.#chosen = [];
    this.#draw();
  }

  /** One form for what goes as it is and one for what goes as documents; the caption is on the first. */
  forms(caption) {
    const groups = [false, true].map((as) => this.#chosen.filter(({ asDocument }) => asDocument === as));
    return groups
      .filter((group) => group.length > 0)
      .map((group, index) => {
        const form = new FormData();
        for (const { file } of group) form.append("file", file, file.name);
        if (group[0].asDocument) form.append("as", "document");
        if (index === 0 && caption) form.append("caption", caption);
        return form;
      });
  }

  #input(accept, testid, asDocument) {
    const input = el("input", { type: "file", multiple: true, hidden: true, accept, "data-testid": testid });
    input.addEventListener("change", () => {
      this.add(input.files, { asDocument });
      input.value = "";
    });
    return input;
  }

  #draw() {
    this.element.hidden = this.isEmpty;
    this.element.replaceChildren(...this.#chosen.map((entry) => this.#chip(entry)));
    this.onChange();
  }

  #chip(entry) {
    const { file, asDocument } = entry;
    const drop = () => {
      this.#chosen = this.#chosen.filter((other) => other !== entry);
      this.#draw();
    };
    const isPhoto = !asDocument && file.type.startsWith("image/");
    return el(
      "li",
      { class: "chip" },
      icon(isPhoto ? "photo" : "document"),
      el("span", { class: "file-words" }, el("b", {}, file.name), el("small", {}, fileSize(file.size))),
      iconButton("close", texts.remove(file.name), drop),
    );
  }
}
