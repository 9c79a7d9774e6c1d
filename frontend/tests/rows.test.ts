import { expect, test } from "vitest";

import { getListApplicationsUrl, getListReviewsUrl } from "../src/api/client";
import type { Filters } from "../src/api/model";
import { rowsAddress } from "../src/rows";

const filters: Filters = {
  org_id: 1,
  start_date: "2026-10-01",
  end_date: "2026-10-31",
  timezone: "Europe/Berlin",
  granularity: "day",
  campaign_ids: [3, 4],
  candidate_filter: ["applied"],
};
const range =
  "org_id=1&start_date=2026-10-01&end_date=2026-10-31&timezone=Europe%2FBerlin&granularity=day" +
  "&campaign_ids=3&campaign_ids=4&candidate_filter=applied";

test("rows are asked for with the filters as they were resolved", () => {
  const bucketStart = "2026-10-02T00:00:00+02:00";
  expect(rowsAddress(filters, { title: "", rows: "calls", metric: "answered", bucketStart })).toBe(
    `/calls?${range}&metric=answered&bucket_start=2026-10-02T00%3A00%3A00%2B02%3A00`,
  );
});

test.each([
  ["applications", getListApplicationsUrl()],
  ["reviews", getListReviewsUrl()],
] as const)("%s are asked for where they are", (rows, path) => {
  expect(rowsAddress(filters, { title: "", rows, metric: "thumbs_up" })).toBe(
    `${path}?${range}&metric=thumbs_up`,
  );
});

test("every filter goes along, also one that is newer than the page", () => {
  const newer = { ...filters, score: "10..20", opted_out: false, status: null } as Filters;
  expect(rowsAddress(newer, { title: "", rows: "calls", metric: "answered" })).toBe(
    `/calls?${range}&score=10..20&opted_out=false&metric=answered`,
  );
});
