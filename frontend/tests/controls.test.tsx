// @vitest-environment happy-dom
// The control of each kind of filter: what it shows, and what it chooses.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, test, vi } from "vitest";

import type { CatalogueFilter } from "../src/api/model";
import { FilterControl } from "../src/components/FilterControl";
import { FilterKind } from "../src/api/model";
import { CATALOGUE, NUMBER, OPTED_OUT, SCORE, SOURCE, STATUS } from "./catalogue";
import { show } from "./dom";

/** Opens the control of a filter; returns its panel and what was chosen last. */
async function open(filter: CatalogueFilter, ...before: string[]) {
  const onChange = vi.fn();
  function Held() {
    const [chosen, setChosen] = useState(before);
    return (
      <FilterControl
        filter={filter}
        chosen={chosen}
        onChange={(values) => {
          onChange(values);
          setChosen(values);
        }}
        organizationId={1}
        names={new Map()}
      />
    );
  }
  show(<Held />);
  const user = userEvent.setup();
  const button = screen.getByRole("button");
  await user.click(button);
  const panel = within(screen.getByRole("group", { name: filter.label }));
  return { user, button, panel, onChange };
}

test("there is one of every kind", () => {
  expect(new Set(CATALOGUE.filters.map(({ kind }) => kind))).toEqual(
    new Set(Object.values(FilterKind)),
  );
});

test.each(CATALOGUE.filters)("of $label says that all are shown", (filter) => {
  show(
    <FilterControl
      filter={filter}
      chosen={[]}
      onChange={vi.fn()}
      organizationId={1}
      names={new Map()}
    />,
  );
  const all = { campaign_ids: "All campaigns", candidate_filter: "All sources" };
  const said = (all as Partial<Record<string, string>>)[filter.name] ?? "All";
  expect(screen.getByRole("button").textContent).toBe(`${filter.label}: ${said}`);
});

describe("one of several", () => {
  test("is chosen and taken away again", async () => {
    const { user, button, panel, onChange } = await open(STATUS);
    await user.click(panel.getByRole("button", { name: "No answer" }));
    expect(onChange).toHaveBeenLastCalledWith(["no_answer"]);
    expect(button.textContent).toBe("Status: No answer");
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await user.click(button);
    expect(panel.getByRole("button", { name: "No answer" }).getAttribute("aria-current")).toBe(
      "true",
    );
    await user.click(panel.getByRole("button", { name: "All" }));
    expect(onChange).toHaveBeenLastCalledWith([]);
  });

  test("says what the filter does", async () => {
    const { panel } = await open(STATUS);
    expect(panel.getByText(STATUS.description)).toBeDefined();
  });
});

describe("many of several", () => {
  test("stay in the order of the choices, and open", async () => {
    const { user, button, panel, onChange } = await open(SOURCE, "referred");
    expect(button.textContent).toBe("Source: Referred");
    await user.click(panel.getByRole("checkbox", { name: "Applied" }));
    expect(onChange).toHaveBeenLastCalledWith(["applied", "referred"]);
    expect(button.textContent).toBe("Source: 2 of 3 sources");
    await user.click(panel.getByRole("checkbox", { name: "Referred" }));
    await user.click(panel.getByRole("checkbox", { name: "Applied" }));
    expect(onChange).toHaveBeenLastCalledWith([]);
  });

  test("are gone through with the arrow keys", async () => {
    const { user, button, panel } = await open(SOURCE);
    button.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement).toBe(panel.getByRole("checkbox", { name: "Sourced" }));
    await user.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(panel.getByRole("checkbox", { name: "Applied" }));
  });
});

describe("a range", () => {
  const fields = (panel: Awaited<ReturnType<typeof open>>["panel"]) =>
    panel.getAllByRole<HTMLInputElement>("spinbutton") as [HTMLInputElement, HTMLInputElement];

  test.each([
    ["10", "20.5", "10..20.5", "Score: 10 to 20.5"],
    ["10", "", "10..", "Score: from 10"],
    ["", "20", "..20", "Score: up to 20"],
  ])("from %j to %j is %s", async (from, to, range, label) => {
    const { user, button, panel, onChange } = await open(SCORE);
    const [least, most] = fields(panel);
    if (from) await user.type(least, from);
    if (to) await user.type(most, to);
    await user.click(panel.getByRole("button", { name: "Apply" }));
    expect(onChange).toHaveBeenLastCalledWith([range]);
    expect(button.textContent).toBe(label);
  });

  test("of nothing is none", async () => {
    const { user, panel, onChange } = await open(SCORE, "10..20");
    const [least, most] = fields(panel);
    expect([least.value, most.value]).toEqual(["10", "20"]);
    await user.clear(least);
    await user.clear(most);
    await user.click(panel.getByRole("button", { name: "Apply" }));
    expect(onChange).toHaveBeenLastCalledWith([]);
  });

  test("that ends before it starts is not applied, and says so", async () => {
    const { user, panel, onChange } = await open(SCORE, "30..20");
    await user.click(panel.getByRole("button", { name: "Apply" }));
    expect(onChange).not.toHaveBeenCalled();
    expect(panel.getByText("The end is less than the start.")).toBeDefined();
  });

  test("has the bounds of the filter", async () => {
    const { panel } = await open(SCORE);
    expect(fields(panel).map(({ min, max }) => [min, max])).toEqual([
      ["0", "100"],
      ["0", "100"],
    ]);
  });
});

test("yes or no is chosen", async () => {
  const { user, button, panel, onChange } = await open(OPTED_OUT);
  await user.click(panel.getByRole("button", { name: "No" }));
  expect(onChange).toHaveBeenLastCalledWith(["false"]);
  expect(button.textContent).toBe("Opted out: No");
});

test("a text is looked for once it is applied, and no longer than the server takes", async () => {
  const { user, button, panel, onChange } = await open(NUMBER);
  await user.type(panel.getByRole("searchbox"), " call 7 and so on and on");
  expect(onChange).not.toHaveBeenCalled();
  await user.keyboard("{Enter}");
  expect(onChange).toHaveBeenLastCalledWith(["call 7 and so on an"]);
  expect(button.textContent).toBe("Call number: “call 7 and so on an”");
  await user.click(button);
  await user.clear(panel.getByRole("searchbox"));
  await user.keyboard("{Enter}");
  expect(onChange).toHaveBeenLastCalledWith([]);
});
