import { describe, expect, test } from "vitest";

import { formatFilters, initialFilters, parseFilters, type Filters } from "../src/address";
import type { Start } from "../src/start";

const everything: Filters = {
  org_id: 3,
  start_date: "2026-09-01",
  end_date: "2026-09-30",
  timezone: "America/Argentina/Buenos_Aires",
  granularity: "week",
  compare: "previous_period",
  campaign_ids: [12, 7],
  candidate_filter: ["applied", "referred"],
};

describe("filters and addresses", () => {
  test("every filter comes back as it went", () => {
    expect(parseFilters(formatFilters(everything))).toEqual(everything);
  });

  test("the address has the API's names, lists repeated", () => {
    expect(formatFilters({ campaign_ids: [12, 7], granularity: "day", org_id: 3 })).toBe(
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
    expect(parseFilters("")).toEqual({});
    expect(parseFilters("?campaign_ids=&timezone=")).toEqual({});
  });

  test("values that the server will refuse are kept for it to refuse", () => {
    const text = "?start_date=2026-02-30&timezone=Mars%2FBase&granularity=decade&candidate_filter=x";
    expect(formatFilters(parseFilters(text))).toBe(text);
  });

  test("parameters that are none of the page's are left out", () => {
    expect(parseFilters("?utm_source=mail&org_id=1")).toEqual({ org_id: 1 });
  });
});

describe("a visit", () => {
  const start = (...ids: number[]) =>
    ({
      organizations: ids.map((id) => ({ id, name: `Organisation ${id}`, timezone: "UTC" })),
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
});
