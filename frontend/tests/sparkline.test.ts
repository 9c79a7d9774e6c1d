import { expect, test } from "vitest";

import { drawSpark, smooth } from "../src/charts/sparkline";

const SIZE = { width: 106, height: 32 };

test("means of seven days are divided last", () => {
  const rate = (numerator: number, denominator: number) => ({
    value: denominator ? numerator / denominator : null,
    numerator,
    denominator,
  });
  const week = [rate(1, 1), ...Array.from({ length: 6 }, () => rate(0, 1))];
  // Two weeks of 14 days have eight means: the first and the last of one whole week each.
  const means = smooth([...week, ...week], "day");
  expect(means).toHaveLength(8);
  expect(means[0]).toBe(1 / 7);
  expect(smooth([rate(9, 10), rate(0, 90)], "day")).toEqual([0.9, 0]);
  expect(
    smooth(
      Array.from({ length: 14 }, () => rate(0, 0)),
      "day",
    )[0],
  ).toBeNull();
});

test("means of means weigh by what they are over", () => {
  const days = Array.from({ length: 14 }, (_, day) => ({
    value: day ? 0 : 60,
    count: day ? 1 : 6,
  }));
  expect(smooth(days, "day")[0]).toBe((60 * 6) / 12);
});

test("fewer than two weeks, and weeks, are drawn as they are", () => {
  expect(smooth([1, 2, 3], "day")).toEqual([1, 2, 3]);
  expect(
    smooth(
      Array.from({ length: 20 }, (_, week) => week),
      "week",
    ),
  ).toHaveLength(20);
});

test("the height spans 30 % of the mean to each side at least", () => {
  // 101 and 99 differ from their mean by 1 %: a thirtieth of the half height of 13 pixels.
  expect(drawSpark([101, 99], [], SIZE).now).toBe("M3.0 15.6L103.0 16.4");
  // Here the farthest value touches the edge.
  expect(drawSpark([0, 200], [], SIZE).now).toBe("M3.0 29.0L103.0 3.0");
});

test("a missing value is a gap, and the end has a dot only where there is one", () => {
  expect(drawSpark([100, null, 100], [], SIZE)).toEqual({
    now: "M3.0 16.0M103.0 16.0",
    before: "",
    end: [103, 16],
  });
  expect(drawSpark([100, null], [], SIZE).end).toBeNull();
  expect(drawSpark([], [], SIZE)).toEqual({ now: "", before: "", end: null });
  expect(drawSpark([0, 0], [0], SIZE).now).toBe("M3.0 16.0L103.0 16.0");
});
