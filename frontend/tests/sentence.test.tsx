// @vitest-environment happy-dom
// The sentence on top of the page, the same as in mails: tests/analytics/mailing/test_sentence.py.
import { expect, test } from "vitest";

import type { Dashboard } from "../src/api/model";
import { Sentence } from "../src/components/Sentence";
import { findChanges } from "../src/sections/changes";
import { sayWhere } from "../src/sections/changeWords";
import { breakdown, rate, row } from "./breakdowns";
import { show } from "./dom";
import cases from "./sentences.json";

test.each(cases)("$sentence", ({ numbers, campaigns, sentence }) => {
  const [now, before] = numbers.qualified as [number, number];
  const [answered, answeredBefore] = numbers.answered as [[number, number], [number, number]];
  const scalars = {
    total_calls: numbers.calls,
    people_contacted: numbers.people,
    qualified_candidates: now,
    answer_rate: rate(...answered),
  };
  const previous = {
    scalars: {
      qualified_candidates: before,
      answer_rate: rate(...answeredBefore, { is_noise: numbers.is_noise }),
    },
  };
  const of = (count: number) => ({ total_calls: 1, qualified_candidates: count });
  const rows = (campaigns as [string, number, number][]).map(([name, was, is], id) =>
    row(id, name, of(is), of(was)),
  );
  const changes = findChanges(breakdown(rows, of(now), of(before)), "qualified_candidates");
  const cause = (changes && sayWhere(changes, "count")) ?? undefined;
  const dashboard = { scalars, previous } as unknown as Dashboard;
  const { container } = show(<Sentence dashboard={dashboard} cause={cause} />);
  expect(container.textContent).toBe(sentence);
});
