// What figures and tables of effort have in common.

/** What the points add up to. */
export const sumOf = <Key extends string>(points: Record<Key, number>[], key: Key) =>
  points.reduce((sum, point) => sum + point[key], 0);

/** Of what the time saved is made up. */
export const PARTS = [
  { key: "calls", label: "Calls", fill: "var(--part-1)" },
  { key: "resume_screening", label: "Résumés", fill: "var(--part-2)" },
  { key: "sms", label: "Texts", fill: "var(--part-3)" },
  { key: "web_calls", label: "Web calls", fill: "var(--before)" },
] as const;
