import type { Filters } from "../api/model";
import { useStart } from "../context";
import { formatDays } from "../format";
import { drawPicture, paintPicture, saveFile } from "./picture";

interface Props {
  /** What is drawn, as the page calls it. */
  label: string;
  /** The same for files. */
  name: string;
  filters: Pick<Filters, "org_id" | "start_date" | "end_date">;
  /** Closes the menu that they stand in. */
  onDone: () => void;
}

/** Choices that save the chart of their card as it is on screen. */
export function PictureButtons({ label, name, filters, onDone }: Props) {
  const { organizations } = useStart();
  const organization = organizations.find(({ id }) => id === filters.org_id);
  const { start_date, end_date } = filters;
  // As the server names its files (analytics/exports/files.py).
  const words = [organization?.slug, name.replaceAll("_", "-"), start_date, "to", end_date];
  const fileName = words.filter(Boolean).join("-");
  const subtitle = [organization?.name, formatDays(start_date, end_date)].join(", ");

  function draw(button: Element): string {
    const card = button.closest(".card");
    if (!card) throw new Error("The buttons stand in no card.");
    return drawPicture(card, { title: label, subtitle });
  }
  const choices = [
    {
      what: "Picture (PNG)",
      of: `Save ${label} as PNG picture`,
      ending: "png",
      make: (drawing: string) => paintPicture(drawing),
    },
    {
      what: "Drawing (SVG)",
      of: `Save ${label} as SVG drawing`,
      ending: "svg",
      make: (drawing: string) => Promise.resolve(new Blob([drawing], { type: "image/svg+xml" })),
    },
  ];
  return choices.map(({ what, of, ending, make }) => (
    <li key={ending}>
      <button
        type="button"
        className="choice"
        data-choice
        aria-label={of}
        onClick={({ currentTarget }) => {
          const drawing = draw(currentTarget);
          onDone();
          void make(drawing).then((file) => {
            saveFile(file, `${fileName}.${ending}`);
          });
        }}
      >
        {what}
      </button>
    </li>
  ));
}
