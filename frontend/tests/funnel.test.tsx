// @vitest-environment happy-dom
// From called to qualified: how many are left after each step, and how that changed.
import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Dashboard } from "../src/api/model";
import { WHOLE_PAGE } from "../src/printing";
import { Funnel } from "../src/sections/Funnel";
import { ShownContext, type Shown } from "../src/shown";
import { CALLS, CATALOGUE } from "./catalogue";
import { show } from "./dom";
import { serve } from "./server";

const { asked, answerTo } = serve();

const scalars = (
  people_contacted: number,
  people_reached: number,
  qualified_candidates: number,
) => ({
  people_contacted,
  people_reached,
  qualified_candidates,
});

const NAMES = ["people_contacted", "people_reached", "interviews", "qualified_candidates"];
const metrics = NAMES.map((name) => ({ ...CALLS, name, better: null }));

function shown(is_cut: boolean) {
  const dashboard = {
    filters: { org_id: 1, start_date: "2026-10-01", end_date: "2026-10-31" },
    scalars: scalars(1000, 800, 300),
    previous: {
      start_date: "2026-09-01",
      end_date: "2026-09-30",
      is_cut,
      scalars: scalars(800, 400, 200),
    },
  } as unknown as Dashboard;
  const context = { question: {}, dashboard, isStale: false, isSettled: true } as Shown;
  show(
    <ShownContext value={context}>
      <Funnel />
    </ShownContext>,
    { catalogue: { ...CATALOGUE, metrics } },
  );
  act(() => void window.dispatchEvent(new Event(WHOLE_PAGE)));
}

const notes = () => screen.getAllByRole("listitem").map((step) => step.lastChild?.textContent);

test("every step says its share, and how that changed, grey within noise", async () => {
  answerTo("start_date=2026-10-01", { candidates: 620 });
  answerTo("start_date=2026-09-01", { candidates: 305 });
  shown(false);
  await screen.findByText("620");
  await screen.findByText(/\+1\.3/);
  expect(notes()).toEqual([
    "different people, counted once, +25.0%",
    "80.0% of those before, +30.0 pp, better",
    // 620 of 800 after 305 of 400: 77.5 % after 76.25 %.
    "77.5% of those before, ≈ +1.3 pp, within noise",
    // 300 of 620 after 200 of 305: 48.4 % after 65.6 %.
    "48.4% of those before, −17.2 pp, worse",
  ]);
});

test("a compared range that is cut within a day has no rows to count people by", async () => {
  answerTo("start_date=2026-10-01", { candidates: 620 });
  shown(true);
  await screen.findByText("620");
  expect(notes().slice(1)).toEqual([
    "80.0% of those before, +30.0 pp, better",
    "77.5% of those before",
    "48.4% of those before",
  ]);
  expect(asked).toHaveLength(1);
});
