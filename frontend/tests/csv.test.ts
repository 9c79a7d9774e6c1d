import { describe, expect, test } from "vitest";

import { formatCsv, tabulate } from "../src/csv";

const cells = (...row: (string | number | boolean | null)[]) =>
  formatCsv([], { columns: [], rows: [row] }).split("\r\n")[2];

describe("a file for spreadsheets", () => {
  test("says what was asked for, then an empty line, then the table", () => {
    const text = formatCsv([["time zone", "Europe/Berlin"]], {
      columns: ["bucket_start", "calls"],
      rows: [
        ["2026-10-01", 3],
        ["2026-10-02", null],
      ],
    });
    expect(text).toBe(
      "time zone,Europe/Berlin\r\n\r\nbucket_start,calls\r\n2026-10-01,3\r\n2026-10-02,\r\n",
    );
  });

  test("quotes what would break a line or a column", () => {
    expect(cells('He said "no"', "a,b")).toBe('"He said ""no""","a,b"');
    expect(formatCsv([], { columns: ["a\nb"], rows: [] })).toBe('\r\n"a\nb"\r\n');
  });

  test.each([
    ["=1+1", "'=1+1"],
    ["+49 30", "'+49 30"],
    ["-cmd", "'-cmd"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\r=1", `"'\r=1"`],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ])("keeps %j from being run as a formula", (text, written) => {
    // Looked at whole: the carriage return of one of them is no end of a line.
    expect(formatCsv([], { columns: [text], rows: [] })).toBe(`\r\n${written}\r\n`);
  });

  test("leaves numbers numbers, negative ones too", () => {
    expect(cells(-1.5, 0, 1e21, true)).toBe("-1.5,0,1e+21,true");
  });

  test("leaves text alone that only contains such signs", () => {
    expect(cells("a=b", "Berlin - Mitte", "x@y")).toBe("a=b,Berlin - Mitte,x@y");
  });
});

test("the table behind a chart has bare numbers, and nothing where there is no value", () => {
  const bucket = { bucket_end: "2026-10-03T00:00:00+02:00", is_partial: false };
  const points = [
    { bucket_start: "2026-10-01T00:00:00+02:00", ...bucket, calls: 3 },
    { bucket_start: "2026-10-02T00:00:00+02:00", ...bucket, calls: null },
  ];
  expect(tabulate(points, [{ key: "calls", label: "Calls" }])).toEqual({
    columns: ["bucket_start", "bucket_end", "is_partial", "Calls"],
    rows: [
      ["2026-10-01T00:00:00+02:00", "2026-10-03T00:00:00+02:00", false, 3],
      ["2026-10-02T00:00:00+02:00", "2026-10-03T00:00:00+02:00", false, null],
    ],
  });
});
