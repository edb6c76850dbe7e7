"""The outline of the closing report (annex “ĐỀ CƯƠNG BÁO CÁO”): its headings, and what to write under each."""

from __future__ import annotations

from dataclasses import dataclass

from flows.screen import N_, Msg

TITLE = N_("REPORT")
RESULTS, TYPICAL, SYSTEM = "results", "typical", "system"


@dataclass(frozen=True, slots=True)
class Point:
    """A heading, of the first order or below it, and a hint at what is written there by hand."""

    heading: Msg
    hint: Msg | None = None
    level: int = 2
    key: str = ""
    numbered: bool = True


def points(programme: str) -> tuple[Point, ...]:
    """Return the headings in their order for a programme by its short name."""
    return (
        Point(N_("I. LEADERSHIP AND ORGANISATION"), level=1),
        Point(
            N_(
                "1. How the programme {programme} was led and carried out at all levels of the union.",
                programme=programme,
            ),
            N_("documents issued, meetings held, who was put in charge, how it was followed up"),
        ),
        Point(
            N_("2. How the programme {programme} was made known.", programme=programme),
            N_("news, broadcasts, social networks, meetings at the units; how many of each"),
        ),
        Point(N_("II. RESULTS"), level=1),
        Point(
            N_(
                "1. Results (number and quality of the initiatives that took part; total benefit that can be "
                "counted in money....)."
            ),
            N_("how the numbers came about, compared with the plan and with the time before"),
            key=RESULTS,
        ),
        Point(
            N_(
                "2. Cooperation with heads of agencies and units and with employers in carrying out the programme and "
                "in finding, honouring and rewarding."
            ),
            N_("agreements signed, funds spent, what employers did"),
        ),
        Point(
            N_(
                "How far the programme spread and how it was taken up; interest, support and judgement of Party "
                "committees and authorities at all levels."
            ),
            N_("letters, visits, what was said about it"),
            numbered=False,
        ),
        Point(
            N_("3. Good models and effective ways of carrying out the programme."),
            N_("what was done where, what came of it, who may copy it"),
        ),
        Point(
            N_("4. Some typical initiatives of each field and target group."),
            N_("choose and add: new, widely applied, of social or humane value"),
            key=TYPICAL,
        ),
        Point(
            N_("5. Guidance for taking part, and administration of the system."),
            N_("training, support team, what people found difficult"),
            key=SYSTEM,
        ),
        Point(
            N_(
                "6. How the unit honoured and rewarded collectives and individuals with outstanding achievements in "
                "the programme."
            ),
            N_("how many were rewarded, in which form, by whom, with how much"),
        ),
        Point(N_("III. GENERAL ASSESSMENT"), level=1),
        Point(N_("1. Strengths"), N_("what went well, and why")),
        Point(N_("2. Difficulties, shortcomings, limits"), N_("what did not go well, and why")),
        Point(N_("3. Some lessons"), N_("what to keep, what to do otherwise next time")),
        Point(N_("4. Proposals"), N_("to the level above, to the authorities")),
    )
