import { describe, expect, test } from "vitest";

import {
  choose,
  chosenOf,
  formatFilters,
  initialFilters,
  parseFilters,
  questionOf,
  type Filters,
} from "../src/address";
import type { SavedView } from "../src/api/model";
import type { Start } from "../src/start";
import { isChanged } from "../src/views";
import { CAMPAIGNS, CATALOGUE, OPTED_OUT, SCORE, SOURCE } from "./catalogue";

const parse = (search: string) => parseFilters(search, CATALOGUE.filters);

const everything: Filters = {
  org_id: 3,
  start_date: "2026-09-01",
  end_date: "2026-09-30",
  timezone: "America/Argentina/Buenos_Aires",
  granularity: "week",
  compare: "previous_period",
  campaign_ids: ["12", "7"],
  candidate_filter: ["applied", "referred"],
  external_id: "call 7, 8",
  opted_out: "false",
  score: "10..20",
  status: "voicemail",
};

describe("filters and addresses", () => {
  test("every filter comes back as it went", () => {
    expect(parse(formatFilters(everything))).toEqual(everything);
  });

  test("the address has the API's names, lists repeated", () => {
    expect(formatFilters({ campaign_ids: ["12", "7"], granularity: "day", org_id: 3 })).toBe(
      "?org_id=3&granularity=day&campaign_ids=12&campaign_ids=7",
    );
  });

  test("equal filters are equal text, however they were built", () => {
    const reversed = Object.fromEntries(Object.entries(everything).reverse()) as Filters;
    expect(formatFilters(reversed)).toBe(formatFilters(everything));
  });

  test("no filters are no text", () => {
    expect(formatFilters({})).toBe("");
    expect(formatFilters({ campaign_ids: [], org_id: undefined })).toBe("");
    expect(parse("")).toEqual({});
    expect(parse("?campaign_ids=&timezone=")).toEqual({});
  });

  test("values that the server will refuse are kept for it to refuse", () => {
    const text =
      "?start_date=2026-02-30&timezone=Mars%2FBase&granularity=decade" +
      "&campaign_ids=x&candidate_filter=y&opted_out=maybe&score=20..10";
    expect(formatFilters(parse(text))).toBe(text);
  });

  test("parameters that are none of the page's are left out", () => {
    expect(parse("?utm_source=mail&org_id=1")).toEqual({ org_id: 1 });
  });
});

describe("what is chosen of a filter", () => {
  test("is read from an address and from what the server resolved alike", () => {
    expect(chosenOf(parse("?campaign_ids=7&campaign_ids=8"), CAMPAIGNS)).toEqual(["7", "8"]);
    expect(chosenOf({ campaign_ids: [7, 8] }, CAMPAIGNS)).toEqual(["7", "8"]);
    expect(chosenOf(parse("?opted_out=false"), OPTED_OUT)).toEqual(["false"]);
    expect(chosenOf({ opted_out: false }, OPTED_OUT)).toEqual(["false"]);
    expect(chosenOf({ score: "10.." }, SCORE)).toEqual(["10.."]);
  });

  test("is nothing where none is", () => {
    for (const filters of [{}, { candidate_filter: [] }, { candidate_filter: null }]) {
      expect(chosenOf(filters, SOURCE)).toEqual([]);
    }
  });

  test("is a list only where there can be several", () => {
    expect(choose(SOURCE, ["applied"])).toEqual({ candidate_filter: ["applied"] });
    expect(choose(SCORE, ["..20"])).toEqual({ score: "..20" });
    expect(choose(SOURCE, [])).toEqual({ candidate_filter: undefined });
  });
});

describe("a visit", () => {
  const start = (...ids: number[]) =>
    ({
      organizations: ids.map((id) => ({
        id,
        name: `Organisation ${id}`,
        slug: `o-${id}`,
        timezone: "UTC",
      })),
      catalogue: CATALOGUE,
      views: [
        { id: 12, org_id: 4, parameters: { range: "last_week", campaign_ids: [7] } },
        { id: 13, org_id: 5, parameters: { granularity: "day" }, is_default: true },
      ],
    }) as Start;

  test("without filters compares with the days before", () => {
    expect(initialFilters("", start(1))).toEqual({ compare: "previous_period" });
  });

  test("with filters shows these and no others", () => {
    expect(initialFilters("?compare=none", start(1))).toEqual({ compare: "none" });
    expect(initialFilters("?granularity=day", start(1))).toEqual({ granularity: "day" });
  });

  test("by a user of several organisations starts with the first, unless one is named", () => {
    expect(initialFilters("", start(4, 5))).toEqual({ compare: "previous_period", org_id: 4 });
    expect(initialFilters("?org_id=5", start(4, 5))).toEqual({ org_id: 5 });
  });

  const lastWeek = { view: "12", org_id: 4, range: "last_week", campaign_ids: ["7"] };
  const byDay = { view: "13", org_id: 5, granularity: "day" };

  test("shows a view where the address names that alone", () => {
    expect(initialFilters("?view=12", start(4, 5))).toEqual(lastWeek);
    expect(initialFilters("?view=12&org_id=4", start(4, 5))).toEqual(lastWeek);
    const changed = "?view=12&org_id=4&range=today";
    expect(initialFilters(changed, start(4, 5))).toEqual({
      view: "12",
      org_id: 4,
      range: "today",
    });
  });

  test("shows the default view of the organisation where the address names nothing", () => {
    expect(initialFilters("", start(4, 5), 5)).toEqual(byDay);
    expect(initialFilters("", start(5))).toEqual(byDay);
    expect(initialFilters("", start(4, 5))).toEqual({ compare: "previous_period", org_id: 4 });
  });

  test("shows what it would else, and goes on saying so, where the view is gone", () => {
    expect(initialFilters("?view=99", start(4, 5), 5)).toEqual({ ...byDay, view: "99" });
    expect(initialFilters("?view=99", start(4))).toEqual({
      view: "99",
      compare: "previous_period",
    });
  });

  test("has changed a view where something else is chosen, however it is written", () => {
    const view = { ...byDay, id: 13, parameters: { campaign_ids: [7], compare: "none" } };
    const changed = (filters: Filters) =>
      isChanged(filters, view as unknown as SavedView, CATALOGUE.filters);
    expect(changed({ view: "13", org_id: 5, campaign_ids: ["7"] })).toBe(false);
    expect(changed({ campaign_ids: ["7"], granularity: "auto" })).toBe(false);
    expect(changed({ campaign_ids: ["7"], range: "today" })).toBe(true);
    expect(changed({})).toBe(true);
  });

  test("asks for no view", () => {
    expect(questionOf({ view: "12", range: "today", org_id: 4 }, "2026-10-05")).toEqual({
      org_id: 4,
      start_date: "2026-10-05",
      end_date: "2026-10-05",
    });
  });
});
