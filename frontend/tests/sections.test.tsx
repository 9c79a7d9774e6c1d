// @vitest-environment happy-dom
// The sections by campaign, source and hour: what they draw, and that a keyboard gets everywhere.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { describe, expect, test, vi } from "vitest";

import { RowsContext } from "../src/rows";
import type { BreakdownRow } from "../src/sections/breakdown";
import { BreakdownTable } from "../src/sections/BreakdownTable";
import { findChanges } from "../src/sections/changes";
import { ChangesTable } from "../src/sections/ChangesTable";
import { columnsOf } from "../src/sections/columns";
import { HeatMap } from "../src/sections/HeatMap";
import { ShownContext, type Shown } from "../src/shown";
import { ANSWER_RATE, CALLS, CATALOGUE } from "./catalogue";
import { breakdown, rate, row } from "./breakdowns";
import { show } from "./dom";

const openRows = vi.fn();
const changeFilters = vi.fn();

function shown(element: ReactElement) {
  const context = { question: { compare: "previous_period" }, changeFilters } as unknown as Shown;
  return show(
    <ShownContext value={context}>
      <RowsContext value={openRows}>{element}</RowsContext>
    </ShownContext>,
  );
}

const numbers = (answered: number, calls: number, rest: object = {}) => ({
  total_calls: calls,
  answer_rate: rate(answered, calls, rest),
});

const BERLIN = row(1, "Nurses Berlin", numbers(20, 40), numbers(30, 40, { is_noise: false }));
const OSLO = row(2, "Nurses Oslo", numbers(1, 1), numbers(0, 0, { is_noise: null }));
const RIGA = row(3, "Drivers Riga", numbers(60, 100), numbers(60, 101, { is_noise: true }));

function Table({ rows, by = "campaign" }: { rows: BreakdownRow[]; by?: "campaign" | "source" }) {
  const answer = breakdown(rows, numbers(81, 141), numbers(90, 141, { is_noise: false }));
  const catalogue = { ...CATALOGUE, metrics: [CALLS, ANSWER_RATE] };
  return (
    <BreakdownTable
      title="Campaigns"
      noun="Campaign"
      by={by}
      filter="campaign_ids"
      answer={answer}
      rows={rows}
      words={["nur"]}
      columns={columnsOf(catalogue, true)}
      isNarrow={false}
    />
  );
}

const names = () =>
  [...document.querySelectorAll("tbody th")].map((cell) => cell.textContent.replace(/\s+/g, " "));

describe("a table by campaign", () => {
  test("has all together on top, then the rows by their calls", () => {
    shown(<Table rows={[BERLIN, OSLO, RIGA]} />);
    const table = screen.getByRole("table", { name: "Campaigns" });
    expect(table.getAttribute("aria-rowcount")).toBe("5");
    const [, total, ...rows] = within(table).getAllByRole("row");
    expect(total?.textContent).toMatch(/^All 3141 Calls: show the rows/);
    expect(rows.map((one) => one.getAttribute("aria-rowindex"))).toEqual(["3", "4", "5"]);
    expect(names()).toEqual(["Drivers Riga", "Nurses Berlin", "Nurses Oslo"]);
  });

  test("is sorted by a column, either way, with rates of few always last", async () => {
    shown(<Table rows={[OSLO, BERLIN, RIGA]} />);
    const head = screen.getByRole("columnheader", { name: "Answer rate" });
    expect(head.getAttribute("aria-sort")).toBeNull();
    await userEvent.click(within(head).getByRole("button"));
    expect(head.getAttribute("aria-sort")).toBe("descending");
    expect(names()).toEqual(["Drivers Riga", "Nurses Berlin", "Nurses Oslo"]);
    await userEvent.click(within(head).getByRole("button"));
    expect(head.getAttribute("aria-sort")).toBe("ascending");
    expect(names()).toEqual(["Nurses Berlin", "Drivers Riga", "Nurses Oslo"]);
    await userEvent.click(screen.getByRole("button", { name: "Campaign" }));
    expect(names()).toEqual(["Drivers Riga", "Nurses Berlin", "Nurses Oslo"]);
  });

  test("draws no bar for few, and says the interval of the others", () => {
    const { container } = shown(<Table rows={[BERLIN, OSLO]} />);
    const [ofBerlin, ofOslo] = container.querySelectorAll("tbody .of");
    expect(ofBerlin?.textContent).toContain("50.0%");
    expect(ofBerlin?.textContent).toContain("of 40, 95% interval 35% – 65%");
    expect(ofBerlin?.querySelectorAll("svg")).toHaveLength(1);
    expect(ofOslo?.textContent).toContain("1 of 1");
    expect(ofOslo?.querySelector("svg")).toBeNull();
  });

  test("says which changes may be chance, and which campaigns are new", () => {
    shown(<Table rows={[BERLIN, OSLO, RIGA]} />);
    const changes = [...document.querySelectorAll("tbody tr")].map(
      (one) => [...one.querySelectorAll("td")].at(-1)?.textContent,
    );
    expect(changes).toEqual(["≈ +0.6 pp, within noise", "−25.0 pp, worse", "new"]);
  });

  test("marks what was searched for, filters by a name, and opens the rows of a number", async () => {
    shown(<Table rows={[BERLIN, RIGA]} />);
    expect([...document.querySelectorAll("mark")].map((one) => one.textContent)).toEqual(["Nur"]);
    const link = screen.getByTitle("Open campaign Nurses Berlin");
    expect(link.getAttribute("href")).toBe("?compare=previous_period&campaign_ids=1");
    await userEvent.click(link);
    expect(changeFilters).toHaveBeenCalledWith({ campaign_ids: ["1"] });
    await userEvent.click(screen.getByRole("button", { name: /^50\.0%/ }));
    expect(openRows).toHaveBeenLastCalledWith({
      title: "Answer rate, Nurses Berlin",
      rows: "calls",
      metric: "answer_rate",
      cell: { by: "campaign", value: "1" },
    });
    await userEvent.click(screen.getByRole("button", { name: /^141/ }));
    expect(openRows).toHaveBeenLastCalledWith({
      title: "Calls",
      rows: "calls",
      metric: "total_calls",
    });
  });

  test("has no link where no filter has the value", () => {
    shown(<Table by="source" rows={[row("unknown", "Unknown", numbers(3, 30), null)]} />);
    expect(screen.queryByRole("link")).toBeNull();
    expect(names()).toEqual(["Unknown"]);
  });

  test("is one tab stop, in which the arrows go", async () => {
    shown(<Table rows={[BERLIN, OSLO, RIGA]} />);
    const user = userEvent.setup();
    screen.getByTitle("Open campaign Drivers Riga").focus();
    await user.keyboard("{ArrowRight}{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toMatch(/^1 Calls, Nurses Oslo/);
    expect(document.querySelectorAll("tbody [tabindex='0']")).toHaveLength(1);
    await user.keyboard("{ArrowDown}{ArrowRight}");
    expect(document.activeElement?.textContent).toMatch(/^1 of 1 Answer rate, Nurses Oslo/);
    await user.keyboard("{Home}{ArrowLeft}{ArrowLeft}");
    expect(document.activeElement?.textContent).toBe("Drivers Riga");
  });

  test("draws few of a thousand rows, and says how many there are", async () => {
    const rows = Array.from({ length: 1000 }, (_, id) =>
      row(id, `Site ${id}`, numbers(id, 1000), null),
    );
    shown(<Table rows={rows} />);
    expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("1002");
    expect(screen.getByRole("region", { name: "Campaigns, scrolls" })).toBeDefined();
    expect(document.querySelectorAll("tbody tr").length).toBeLessThan(60);
    await userEvent.click(screen.getByRole("button", { name: "Answer rate" }));
    expect(document.querySelectorAll("tbody tr").length).toBeLessThan(60);
  });
});

describe("what changed", () => {
  const of = (count: number) => ({ total_calls: count });

  function Changes({ whole }: { whole: [now: number, before: number] }) {
    const rows = [row(1, "Berlin", of(4), of(13)), row(2, "Oslo", of(6), of(5))];
    const changes = findChanges(breakdown(rows, of(whole[0]), of(whole[1])), "total_calls");
    if (!changes) throw new Error("There are changes.");
    return (
      <ChangesTable
        by="campaign"
        noun="Campaign"
        filter="campaign_ids"
        metric={CALLS}
        changes={changes}
      />
    );
  }

  const added = () =>
    [...document.querySelectorAll("tbody tr")].map((line) => [
      line.querySelector("th")?.textContent,
      line.querySelector("data")?.textContent,
    ]);

  test("adds up to the whole", () => {
    shown(<Changes whole={[10, 18]} />);
    expect(added()).toEqual([
      ["Berlin", "−9"],
      ["Oslo", "+1"],
      ["Together", "−8"],
    ]);
  });

  test("counts people in several campaigns once, in a row of its own", () => {
    shown(<Changes whole={[9, 18]} />);
    expect(added()).toEqual([
      ["Berlin", "−9"],
      ["Oslo", "+1"],
      ["In several campaigns", "−1"],
      ["Together", "−9"],
    ]);
  });

  test("says before and now below the name on a phone", () => {
    const { happyDOM } = window as unknown as { happyDOM: { setViewport: (size: object) => void } };
    happyDOM.setViewport({ width: 390 });
    shown(<Changes whole={[10, 18]} />);
    happyDOM.setViewport({ width: 1440 });
    expect(screen.getAllByRole("columnheader").map((head) => head.textContent)).toEqual([
      "Campaign, before → now",
      "Adds",
    ]);
    expect(added()[2]).toEqual(["Together18 → 10", "−8"]);
  });
});

describe("the map of hours", () => {
  const cells = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    [9, 10].map((hour) => ({ weekday, hour, numerator: weekday, denominator: weekday * hour })),
  );

  test("is one grid for the keyboard", async () => {
    openRows.mockClear();
    shown(<HeatMap cells={cells} hours={[9, 10]} isTurned={false} />);
    const grid = screen.getByRole("grid", { name: "Answer rate by weekday and hour" });
    const user = userEvent.setup();
    await user.tab();
    expect(document.activeElement?.getAttribute("data-hour")).toBe("1-9");
    await user.keyboard("{ArrowUp}{ArrowRight}{ArrowRight}{ArrowDown}");
    expect(document.activeElement?.getAttribute("data-hour")).toBe("2-10");
    expect(grid.querySelectorAll("[tabindex='0']")).toHaveLength(1);
    await user.keyboard("{Enter}");
    expect(openRows).toHaveBeenCalledWith({
      title: "Calls, Tue 10 AM",
      rows: "calls",
      metric: "total_calls",
      cell: { by: "weekday_hour", value: "2-10" },
    });
    await user.tab();
    expect(grid.contains(document.activeElement)).toBe(false);
  });

  test("turns for phones, and says every number", async () => {
    shown(<HeatMap cells={cells} hours={[9, 10]} isTurned />);
    const user = userEvent.setup();
    await user.tab();
    await user.keyboard("{ArrowRight}{ArrowDown}");
    expect(document.activeElement?.getAttribute("data-hour")).toBe("2-10");
    expect(document.activeElement?.getAttribute("aria-label")).toBe(
      "Tue 10 AM: 10%, 2 of 20 calls answered",
    );
    expect(document.activeElement?.textContent).toBe("10");
    expect(
      screen.getByRole("gridcell", { name: "Mon 9 AM: 1 of 9 calls answered" }).textContent,
    ).toBe("·");
  });
});
