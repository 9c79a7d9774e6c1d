import { describe, expect, test, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("navigator", { language: "en-GB" }));

import { formatFilters, parseFilters, type Filters } from "../src/address";
import type { Filters as ResolvedFilters } from "../src/api/model";
import {
  describeChosen,
  describeFilters,
  describePrevious,
  labelDays,
  labelFilter,
  labelGranularity,
  pinFilters,
  showFilters,
} from "../src/filters";
import { CAMPAIGNS, CATALOGUE, NUMBER, OPTED_OUT, SCORE, SOURCE, STATUS } from "./catalogue";

const declared = CATALOGUE.filters;

const organizations = [
  { id: 1, name: "Northwind", timezone: "Europe/Berlin" },
  { id: 2, name: "Kiwi Staffing", timezone: "Pacific/Auckland" },
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
      days: { start: "2026-10-15", end: "2026-10-31" },
      dayCount: 17,
      auto: "day",
    });
  });

  test("until it answers are the API's defaults, today that of the organisation's zone", () => {
    expect(showFilters({ org_id: 2 }, organizations, undefined, now)).toEqual({
      organization: organizations[1],
      zone: "Pacific/Auckland",
      days: { start: "2026-10-03", end: "2026-11-01" },
      dayCount: 30,
      auto: "day",
    });
  });

  test("survives an address that makes no sense", () => {
    const nonsense = parseFilters("?end_date=soon&timezone=Mars/Base&granularity=decade", declared);
    const { days, dayCount, zone } = showFilters(nonsense, organizations, undefined, now);
    expect({ days, dayCount, zone }).toEqual({
      days: { start: "", end: "soon" },
      dayCount: 0,
      zone: "Mars/Base",
    });
    expect(labelDays(days, "2026-10-31")).toBe("No valid range");
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

test("what is compared with is said to the minute where it is cut", () => {
  const previous = {
    start_date: "2026-10-01",
    end_date: "2026-10-03",
    start: "2026-10-01T00:00:00+02:00",
    end: "2026-10-03T17:45:09.5+02:00",
    is_cut: true,
  };
  expect(describePrevious(previous)).toMatch(
    /^Compared with 1 Oct 2026, 00:00 to 3 Oct 2026, 17:45, the same time of day as now\.$/,
  );
  const whole = { ...previous, end: "2026-10-04T00:00:00+02:00", is_cut: false };
  expect(describePrevious(whole)).toMatch(/^Compared with Thu.* 1.*Sat.* 3 Oct 2026\.$/);
});

describe("labels", () => {
  const shown = showFilters({}, organizations, resolved, now);
  const names = new Map([[7, "Warehouse Berlin"]]);

  test("of days", () => {
    expect(labelDays(shown.days, "2026-10-31")).toBe("Last 30 days");
    expect(labelDays(shown.days, "2026-11-01")).toMatch(/^2\s?–\s?31 Oct 2026$/);
  });

  test("of campaigns", () => {
    expect(labelFilter(CAMPAIGNS, [], names)).toBe("All");
    expect(labelFilter(CAMPAIGNS, ["7"], names)).toBe("Warehouse Berlin");
    expect(labelFilter(CAMPAIGNS, ["8"], names)).toBe("Campaign 8");
    expect(labelFilter(CAMPAIGNS, ["7", "8"], names)).toBe("2 chosen");
    const long = new Map([[9, "Warehouse Associate – Upper Bavaria – Site 106, Night"]]);
    expect(labelFilter(CAMPAIGNS, ["9"], long)).toBe("… Site 106, Night");
  });

  test("of several choices", () => {
    expect(labelFilter(SOURCE, [], names)).toBe("All");
    expect(labelFilter(SOURCE, ["referred"], names)).toBe("Referred");
    expect(labelFilter(SOURCE, ["applied", "referred"], names)).toBe("2 of 3");
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
    expect(describeFilters(filters, shown, declared, names).slice(1)).toEqual([
      "campaigns: Warehouse Berlin, 1 more",
      "source: Applied",
      "score: from 50",
      "opted out: Yes",
      "by day",
      "Europe/Berlin",
      "compared with the days before",
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
