import { describe, expect, test } from "vitest";

import type { Filters } from "../src/api/model";
import { kindOf, rowsAddress } from "../src/rows";

const filters: Filters = {
  org_id: 1,
  start_date: "2026-10-01",
  end_date: "2026-10-31",
  timezone: "Europe/Berlin",
  granularity: "day",
  campaign_ids: [3, 4],
  candidate_filter: ["applied"],
};

describe("the rows behind a number", () => {
  test("are of what it counts", () => {
    expect(kindOf({ title: "", metric: "answer_rate" })).toBe("calls");
    expect(kindOf({ title: "", metric: "opt_outs" })).toBe("applications");
    expect(kindOf({ title: "", metric: "thumbs_up" })).toBe("applications");
    expect(kindOf({ title: "", metric: "thumbs_up", bucketStart: "2026-10-01" })).toBe("reviews");
  });

  test("are asked for with the filters as they were resolved", () => {
    const bucketStart = "2026-10-02T00:00:00+02:00";
    const address = rowsAddress(filters, { title: "", metric: "answered", bucketStart });
    expect(address).toBe(
      "/calls?org_id=1&start_date=2026-10-01&end_date=2026-10-31&timezone=Europe%2FBerlin" +
        "&granularity=day&metric=answered&bucket_start=2026-10-02T00%3A00%3A00%2B02%3A00" +
        "&campaign_ids=3&campaign_ids=4&candidate_filter=applied",
    );
  });
});
