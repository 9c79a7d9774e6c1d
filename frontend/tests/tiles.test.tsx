// @vitest-environment happy-dom
// Numbers, how they changed, and what their names and values open.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import type { Dashboard } from "../src/api/model";
import { Tile, Tiles } from "../src/components/Tiles";
import { RowsContext } from "../src/rows";
import { MoreNumbers } from "../src/sections/MoreNumbers";
import { ShownContext, type Shown } from "../src/shown";
import { ANSWER_RATE, CALLS, CATALOGUE, INTERVIEWS, LENGTH, OPT_OUTS } from "./catalogue";
import { show } from "./dom";

const rate = (numerator: number, denominator: number, rest = {}) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
  ...rest,
});

const onChoose = vi.fn();

describe("a tile", () => {
  test("shows a rate with its parts and how it changed", () => {
    const { container } = show(
      <Tile
        metric={ANSWER_RATE}
        value={rate(2, 4)}
        previous={rate(1, 4, { is_noise: false })}
        isCompared
        onChoose={onChoose}
      />,
    );
    expect(container.querySelector("data")?.value).toBe("0.5");
    expect(container.querySelector(".tile-value")?.textContent).toBe("50.0%");
    expect(container.querySelector(".tile-parts")?.textContent).toBe("2 answered of 4 calls");
    expect(container.querySelector(".change-good")?.textContent).toBe("+25.0 pp, better");
    expect(container.querySelector(".tile-change")?.textContent).toContain(" from 25.0%");
  });

  test("says where a change may be chance, without a colour", () => {
    const { container } = show(
      <Tile
        metric={ANSWER_RATE}
        value={rate(2, 4)}
        previous={rate(1, 4, { is_noise: true })}
        isCompared
        onChoose={onChoose}
      />,
    );
    expect(container.querySelector(".tile-change")?.textContent).toBe("+25.0 pp, within noise");
    expect(container.querySelector(".change-good, .change-bad")).toBeNull();
  });

  test("shows a mean with what it is over, and a count with what it is beside", () => {
    const value = { value: 93, count: 812 };
    const mean = show(<Tile metric={LENGTH} value={value} onChoose={onChoose} />).container;
    expect(mean.querySelector(".tile-value")?.textContent).toBe("1m 33s");
    expect(mean.querySelector(".tile-parts")?.textContent).toBe("over 812 interviews");
    const count = show(
      <Tile metric={OPT_OUTS} value={1234} beside="of 9 people" onChoose={onChoose} />,
    ).container;
    expect(count.querySelector(".tile-value")?.textContent).toBe("1,234");
    expect(count.querySelector(".tile-parts")?.textContent).toBe("of 9 people");
  });

  test("says that a rate over nothing has no value", () => {
    const { container } = show(
      <Tile metric={ANSWER_RATE} value={rate(0, 0)} onChoose={onChoose} />,
    );
    expect(container.querySelector("data")).toBeNull();
    expect(screen.getByText("no value")).toBeDefined();
  });

  test("keeps the room of a value that is still to come", () => {
    const { container } = show(
      <Tile metric={ANSWER_RATE} value={undefined} isCompared onChoose={onChoose} />,
    );
    expect(container.querySelectorAll(".skeleton")).toHaveLength(3);
  });

  test("shows its chart by its name, and says whether it does", async () => {
    const choose = vi.fn();
    show(<Tile metric={CALLS} value={3} isChosen onChoose={choose} />);
    const button = screen.getByRole("button", { name: "Calls: show its chart" });
    expect(button.getAttribute("aria-pressed")).toBe("true");
    expect(button.title).toBe("What Calls means.");
    await userEvent.click(button);
    expect(choose).toHaveBeenCalledOnce();
  });

  test("opens the rows behind its number, of the kind that the catalogue says", async () => {
    const openRows = vi.fn();
    show(
      <RowsContext value={openRows}>
        <Tile metric={OPT_OUTS} value={3} onChoose={onChoose} />
      </RowsContext>,
    );
    await userEvent.click(screen.getByRole("button", { name: "3 Opt-outs: show the rows" }));
    expect(openRows).toHaveBeenCalledWith({
      title: "Opt-outs",
      rows: "applications",
      metric: "opt_outs",
    });
  });

  test("opens nothing where nothing was counted", () => {
    show(
      <RowsContext value={vi.fn()}>
        <Tile metric={OPT_OUTS} value={0} onChoose={onChoose} />
      </RowsContext>,
    );
    expect(screen.queryByRole("button", { name: /show the rows/ })).toBeNull();
  });
});

describe("the numbers of a dashboard", () => {
  const dashboard = {
    filters: {},
    scalars: {
      total_calls: 4,
      answer_rate: rate(2, 4),
      interviews: 1,
      avg_interview_length: { value: 93, count: 1 },
      opt_outs: 2,
      people_contacted: 3,
      newest: 7,
    },
    opt_out: { rate: rate(2, 3) },
    previous: null,
  } as unknown as Dashboard;
  const shown = {
    question: {},
    dashboard,
    buckets: undefined,
    isCompared: false,
    isStale: false,
    metric: "total_calls",
    chooseMetric: vi.fn(),
  } as unknown as Shown;
  const newest = { ...CALLS, name: "newest", label: "Newest", is_headline: false };
  const elsewhere = { ...CALLS, name: "withdrawal_reason_pay", is_scalar: false };
  const optOutRate = {
    ...ANSWER_RATE,
    name: "opt_out_rate",
    label: "Opt-out rate",
    section: "care",
    is_scalar: false,
  } as const;

  function showAll(...metrics: typeof CATALOGUE.metrics) {
    return show(
      <ShownContext value={shown}>
        <Tiles />
        <MoreNumbers />
      </ShownContext>,
      { catalogue: { ...CATALOGUE, metrics } },
    );
  }
  const tiles = () => [...document.querySelectorAll(".tile-name")].map((name) => name.textContent);
  const lines = () => [...document.querySelectorAll(".metric")].map((name) => name.textContent);

  test("are large where they are headlines, outcome before effort, and a line each else", () => {
    const interviews = { ...INTERVIEWS, is_headline: true };
    showAll(CALLS, interviews, OPT_OUTS, LENGTH);
    expect(tiles()).toEqual(["Interviews", "Calls"]);
    expect(lines()).toEqual(["Opt-outs", "Average interview"]);
  });

  test("have a new number without a change of the page", () => {
    showAll(CALLS, newest, elsewhere);
    expect(lines()).toEqual(["Newest"]);
    const line = screen.getByText("Newest").closest("tr");
    expect(within(line as HTMLElement).getByText("7")).toBeDefined();
  });

  test("have opt-outs with their rate on one line", () => {
    showAll(CALLS, OPT_OUTS, optOutRate);
    expect(lines()).toEqual(["Opt-outs"]);
    const [, , value] = document.querySelectorAll(".more tr > *");
    expect(value?.textContent).toBe("2 · 66.7%");
  });
});
