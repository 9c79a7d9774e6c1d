import type { Granularity } from "../api/model";
import { formatCount, formatTick } from "../format";
import type { Flag } from "./flags";

interface Props {
  flags: Flag[];
  /** Launches and notes that there was no room to mark. */
  unnamed: number;
  granularity: Granularity;
  days: number;
}

/** What the letters of a chart stand for. */
export function FlagNotes({ flags, unnamed, granularity, days }: Props) {
  return (
    <>
      {flags.map((flag) => (
        <span key={flag.start}>
          <b>{flag.letter}</b> {granularity === "week" && "week of "}
          {formatTick(flag.start, granularity, days)}: {sayFlag(flag)}
        </span>
      ))}
      {unnamed > 0 && <span>and {formatCount(unnamed)} earlier ones</span>}
    </>
  );
}

function sayFlag({ names, texts }: Flag): string {
  return [...(names.length ? [`${sayNames(names)} launched`] : []), ...texts].join("; ");
}

const sayNames = ([first = "", ...others]: string[]) =>
  others.length ? `${first} and ${formatCount(others.length)} more` : first;
