import { splitName } from "../names";

interface Props {
  name: string;
  /** Cuts a text so that the parts at odd places are what a search found; they are marked. */
  split?: (text: string) => string[];
  /** Stands below where the name alone says too little. */
  note?: string | undefined;
}

/** A name on two lines where it is long: the end, which tells it apart, on the strong one. */
export function LongName({ name, split = (text) => [text], note }: Props) {
  const { beginning, end } = splitName(name);
  return (
    <span className="long-name">
      {beginning && (
        <small>
          <Marked text={beginning} split={split} />
        </small>
      )}
      <Marked text={end} split={split} />
      {note && (
        <small>
          {" "}
          <Marked text={note} split={split} />
        </small>
      )}
    </span>
  );
}

function Marked({ text, split }: Pick<Required<Props>, "split"> & { text: string }) {
  return split(text).map((part, index) =>
    // Parts have no names, and their order is all there is to tell them apart.
    index % 2 ? <mark key={index}>{part}</mark> : part,
  );
}
