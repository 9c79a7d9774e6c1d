import { splitAtWords, splitName } from "../names";

interface Props {
  name: string;
  /** Words of a search, which are marked. */
  words?: string[];
  /** Stands below where the name alone says too little. */
  note?: string | undefined;
}

/** A name on two lines where it is long: the end, which tells it apart, on the strong one. */
export function LongName({ name, words = [], note }: Props) {
  const { beginning, end } = splitName(name);
  return (
    <span className="long-name">
      {beginning && (
        <small>
          <Marked text={beginning} words={words} />
        </small>
      )}
      <Marked text={end} words={words} />
      {note && (
        <small>
          {" "}
          <Marked text={note} words={words} />
        </small>
      )}
    </span>
  );
}

function Marked({ text, words }: { text: string; words: string[] }) {
  return splitAtWords(text, words).map((part, index) =>
    // Parts have no names, and their order is all there is to tell them apart.
    index % 2 ? <mark key={index}>{part}</mark> : part,
  );
}
