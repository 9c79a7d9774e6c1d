import { describe, expect, test, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("navigator", { language: "en-GB" }));

import { formatFilters, parseFilters, type Filters } from "../src/address";
import type { Filters as ResolvedFilters } from "../src/api/model";
import { findPreset } from "../src/dates";
import {
  describeChosen,
  describeFilters,
  labelCompared,
  labelDays,
  labelFilter,
  labelGranularity,
  pinFilters,
  rollFilters,
  showFilters,
} from "../src/filters";
import { CAMPAIGNS, CATALOGUE, NUMBER, OPTED_OUT, SCORE, SOURCE, STATUS } from "./catalogue";

const declared = CATALOGUE.filters;

const organizations = [
  { id: 1, name: "Northwind", slug: "northwind", timezone: "Europe/Berlin", may_import: false },
  { id: 2, name: "Kiwi Staffing", slug: "kiwi", timezone: "Pacific/Auckland", may_import: false },
];
const now = new Date("2026-10-31T12:30:00Z");
const resolved: ResolvedFilters = {
  org_id: 1,
  start_date: "2026-10-02",
  end_date: "2026-10-31",
  timezone: "Europe/Berlin",
  granularity: "day",
  campaign_ids: [],
  candidate_filter: [],
};

describe("what is shown", () => {
  test("is what the server resolved, where the address leaves it out", () => {
    expect(showFilters({ start_date: "2026-10-15" }, organizations, resolved, now)).toEqual({
      organization: organizations[0],
      zone: "Europe/Berlin",
      today: "2026-10-31",
      question: { start_date: "2026-10-15" },
      preset: undefined,
      days: { start: "2026-10-15", end: "2026-10-31" },
      dayCount: 17,
      auto: "day",
      comparison: "none",
      compared: null,
    });
  });

  test("until it answers are the API's defaults, today that of the organisation's zone", () => {
    expect(showFilters({ org_id: 2 }, organizations, undefined, now)).toEqual({
      organization: organizations[1],
      zone: "Pacific/Auckland",
      today: "2026-11-01",
      question: { org_id: 2 },
      preset: findPreset("last_30_days"),
      days: { start: "2026-10-03", end: "2026-11-01" },
      dayCount: 30,
      auto: "day",
      comparison: "none",
      compared: null,
    });
  });

  test("of a preset are the days that it means today, in the zone", () => {
    const week: Filters = { org_id: 2, range: "this_week", compare: "previous_week" };
    const { question, preset, days, compared } = showFilters(week, organizations, undefined, now);
    expect(question).toEqual({
      org_id: 2,
      compare: "previous_week",
      start_date: "2026-10-26",
      end_date: "2026-11-01",
    });
    expect(preset?.label).toBe("This week");
    expect(days).toEqual({ start: "2026-10-26", end: "2026-11-01" });
    expect(compared).toEqual({ start: "2026-10-19", end: "2026-10-25" });
  });

  test("of a preset that there is not is asked for, and so refused in words", () => {
    const { question } = showFilters({ range: "next_week" }, organizations, undefined, now);
    expect(question).toEqual({ range: "next_week" });
  });

  test("compares with other dates where they are a range", () => {
    const own: Filters = {
      compare: "custom",
      compare_start_date: "2026-01-01",
      compare_end_date: "2026-01-31",
    };
    const compared = (filters: Filters) =>
      showFilters(filters, organizations, undefined, now).compared;
    expect(compared(own)).toEqual({ start: "2026-01-01", end: "2026-01-31" });
    expect(compared({ ...own, compare_end_date: "2025-01-01" })).toBeNull();
  });

  test("survives an address that makes no sense", () => {
    const nonsense = parseFilters("?end_date=soon&timezone=Mars/Base&granularity=decade", declared);
    const shown = showFilters(nonsense, organizations, undefined, now);
    const { days, dayCount, zone } = shown;
    expect({ days, dayCount, zone }).toEqual({
      days: { start: "", end: "soon" },
      dayCount: 0,
      zone: "Mars/Base",
    });
    expect(labelDays(shown)).toBe("No valid range");
    expect(labelFilter(SOURCE, ["aliens"], new Map())).toBe("aliens");
    expect(labelFilter(OPTED_OUT, ["maybe"], new Map())).toBe("maybe");
  });
});

test("a link to pass on leaves nothing to who opens it when", () => {
  const filters: Filters = { compare: "previous_period", campaign_ids: ["7"] };
  const shown = showFilters(filters, organizations, resolved, now);
  expect(formatFilters(pinFilters(filters, shown))).toBe(
    "?org_id=1&start_date=2026-10-02&end_date=2026-10-31&timezone=Europe%2FBerlin" +
      "&compare=previous_period&campaign_ids=7",
  );
});

test("a link that rolls names the preset; days of one's own do not roll", () => {
  const roll = (filters: Filters) =>
    rollFilters(filters, showFilters(filters, organizations, resolved, now));
  expect(roll({ compare: "previous_period" })).toEqual({
    compare: "previous_period",
    range: "last_30_days",
    org_id: 1,
  });
  expect(roll({ range: "last_7_days" })?.range).toBe("last_7_days");
  expect(roll({ start_date: "2026-10-02", end_date: "2026-10-31" })).toBeNull();
});

describe("labels", () => {
  const shown = showFilters({}, organizations, resolved, now);
  const names = new Map([[7, "Warehouse Berlin"]]);

  test("of days", () => {
    expect(labelDays(shown)).toBe("Last 30 days");
    expect(labelDays({ ...shown, preset: undefined })).toBe("2 – 31 Oct 2026");
  });

  test("of what is compared with", () => {
    const label = (filters: Filters) =>
      labelCompared(showFilters(filters, organizations, resolved, now));
    expect(label({})).toBeNull();
    expect(label({ compare: "previous_period" })).toBe("vs 2 Sept – 1 Oct");
    expect(label({ compare: "previous_year" })).toBe("vs 2 – 31 Oct 2025");
  });

  test("of campaigns", () => {
    expect(labelFilter(CAMPAIGNS, [], names)).toBe("All campaigns");
    expect(labelFilter(CAMPAIGNS, ["7"], names)).toBe("Warehouse Berlin");
    expect(labelFilter(CAMPAIGNS, ["8"], names)).toBe("Campaign 8");
    expect(labelFilter(CAMPAIGNS, ["7", "8"], names)).toBe("2 campaigns");
    const long = new Map([[9, "Warehouse Associate – Upper Bavaria – Site 106, Night"]]);
    expect(labelFilter(CAMPAIGNS, ["9"], long)).toBe("… Site 106, Night");
  });

  test("of several choices", () => {
    expect(labelFilter(SOURCE, [], names)).toBe("All sources");
    expect(labelFilter(SOURCE, ["referred"], names)).toBe("Referred");
    expect(labelFilter(SOURCE, ["applied", "referred"], names)).toBe("2 of 3 sources");
  });

  test.each([
    [STATUS, "no_answer", "No answer"],
    [SCORE, "10..20", "10 to 20"],
    [SCORE, "10..", "from 10"],
    [SCORE, "..20", "up to 20"],
    [OPTED_OUT, "true", "Yes"],
    [OPTED_OUT, "false", "No"],
    [NUMBER, "abc", "“abc”"],
  ])("of one value of $label: %s", (filter, value, label) => {
    expect(labelFilter(filter, [value], names)).toBe(label);
    expect(describeChosen(filter, [value], names)).toBe(label);
  });

  test("of buckets", () => {
    expect(labelGranularity({}, shown)).toBe("Auto (day)");
    expect(labelGranularity({ granularity: "week" }, shown)).toBe("Week");
    expect(labelGranularity({}, { ...shown, auto: "month" })).toBe("Auto (month)");
  });

  test("in words, for paper", () => {
    const filters: Filters = {
      compare: "previous_period",
      campaign_ids: ["7", "8"],
      candidate_filter: ["applied"],
      score: "50..",
      opted_out: "true",
    };
    const compared = showFilters(filters, organizations, resolved, now);
    expect(describeFilters(filters, compared, declared, names).slice(1)).toEqual([
      "campaigns: Warehouse Berlin, 1 more",
      "source: Applied",
      "score: from 50",
      "opted out: Yes",
      "by day",
      "Europe/Berlin",
      "compared with the 30 days before",
      "Northwind",
    ]);
    expect(describeFilters({}, shown, declared, names).slice(1)).toEqual([
      "all campaigns",
      "all candidates",
      "all calls",
      "by day",
      "Europe/Berlin",
      "Northwind",
    ]);
  });
});
