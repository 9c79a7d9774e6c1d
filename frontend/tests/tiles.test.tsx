// @vitest-environment happy-dom
// Numbers, what they mean, and the rows that they open.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import type { Dashboard, Scalars } from "../src/api/model";
import { Tile, Tiles } from "../src/components/Tiles";
import { RowsContext } from "../src/rows";
import { ANSWER_RATE, CALLS, CATALOGUE, INTERVIEWS, LENGTH, OPT_OUTS } from "./catalogue";
import { show } from "./dom";

const rate = (numerator: number, denominator: number) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
});

describe("a tile", () => {
  test("shows a rate with its parts and how it changed", () => {
    const { container } = show(
      <Tile metric={ANSWER_RATE} value={rate(2, 4)} previous={rate(1, 4)} isCompared />,
    );
    expect(container.querySelector("data")?.value).toBe("0.5");
    expect(container.querySelector(".tile-value")?.textContent).toBe("50.0%");
    expect(container.querySelector(".tile-parts")?.textContent).toBe("2 answered of 4 calls");
    expect(container.querySelector(".change-good")?.textContent).toContain("+25.0 pp");
    expect(container.querySelector(".change-before")?.textContent).toBe("from 25.0%");
  });

  test("shows a mean with what it is over, and a count alone", () => {
    const mean = show(<Tile metric={LENGTH} value={{ value: 93, count: 812 }} />).container;
    expect(mean.querySelector(".tile-value")?.textContent).toBe("1m 33s");
    expect(mean.querySelector(".tile-parts")?.textContent).toBe("over 812 interviews");
    const count = show(<Tile metric={OPT_OUTS} value={1234} />).container;
    expect(count.querySelector(".tile-value")?.textContent).toBe("1,234");
    expect(count.querySelector(".tile-parts")).toBeNull();
  });

  test("says that a rate over nothing has no value", () => {
    const { container } = show(<Tile metric={ANSWER_RATE} value={rate(0, 0)} />);
    expect(container.querySelector("data")).toBeNull();
    expect(screen.getByText("no value")).toBeDefined();
  });

  test("keeps the room of a value that is still to come", () => {
    const { container } = show(<Tile metric={ANSWER_RATE} value={undefined} isCompared />);
    expect(container.querySelectorAll(".skeleton")).toHaveLength(3);
  });

  test("opens the rows behind its number, of the kind that the catalogue says", async () => {
    const openRows = vi.fn();
    show(
      <RowsContext value={openRows}>
        <Tile metric={OPT_OUTS} value={3} />
      </RowsContext>,
    );
    await userEvent.click(screen.getByRole("button", { name: /^3\s?, show the rows$/ }));
    expect(openRows).toHaveBeenCalledWith({
      title: "Opt-outs",
      rows: "applications",
      metric: "opt_outs",
    });
  });

  test("opens nothing where nothing was counted", () => {
    show(
      <RowsContext value={vi.fn()}>
        <Tile metric={OPT_OUTS} value={0} />
      </RowsContext>,
    );
    expect(screen.queryByRole("button", { name: /show the rows/ })).toBeNull();
  });
});

describe("a definition", () => {
  test("opens on focus with what a rate's parts count, and closes on Escape", async () => {
    show(<Tile metric={ANSWER_RATE} value={rate(2, 4)} />);
    expect(screen.queryByRole("tooltip")).toBeNull();
    const user = userEvent.setup();
    await user.tab();
    expect(screen.getByRole("tooltip").textContent).toBe(
      "What Answer rate means." +
        "Counted: Calls that a person picked up. Out of: Calls that were dialled.",
    );
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("tooltip")).toBeNull();
  });

  test("opens under the pointer as long as it stays", async () => {
    show(<Tile metric={CALLS} value={4} />);
    const button = screen.getByRole("button", { name: "What “Calls” means" });
    const user = userEvent.setup();
    await user.hover(button);
    expect(screen.getByRole("tooltip").textContent).toBe("What Calls means.");
    await user.unhover(button);
    expect(screen.queryByRole("tooltip")).toBeNull();
  });
});

describe("the tiles of a dashboard", () => {
  const scalars = { total_calls: 4, answer_rate: rate(2, 4), newest: 7 } as unknown as Scalars;
  const dashboard = { scalars, previous: null } as Dashboard;
  const names = (container: HTMLElement) =>
    [...container.querySelectorAll("dt")].map((term) => term.textContent.split(" ")[0]);

  test("are the catalogue's: headlines first, the others by section", () => {
    const metrics = [OPT_OUTS, INTERVIEWS, CALLS, { ...LENGTH, label: "Length" }];
    const { container } = show(<Tiles dashboard={dashboard} isCompared={false} />, {
      catalogue: { ...CATALOGUE, metrics },
    });
    expect(names(container)).toEqual(["Calls", "Opt-outs", "Length", "Interviews"]);
  });

  test("have a new number without a change of the page", () => {
    const newest = { ...CALLS, name: "newest", label: "Newest", is_headline: false };
    const elsewhere = { ...CALLS, name: "withdrawal_rate", is_scalar: false };
    show(<Tiles dashboard={dashboard} isCompared={false} />, {
      catalogue: { ...CATALOGUE, metrics: [...CATALOGUE.metrics, newest, elsewhere] },
    });
    const tile = screen.getByText("Newest").closest("div");
    expect(within(tile as HTMLElement).getByText("7")).toBeDefined();
    expect(document.querySelectorAll(".tile")).toHaveLength(CATALOGUE.metrics.length + 1);
  });
});
