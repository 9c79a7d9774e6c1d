// A chart as a file of its own: what it looks like on screen, with its title, legend and notes.

const SVG = "http://www.w3.org/2000/svg";
/** What the page's style sheet says of a drawing and a file has to say itself. */
const INLINED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const MARGIN = 24;
const LINE = 20;
/** Pixels of a PNG for each on screen. */
const SCALE = 2;

export interface Caption {
  title: string;
  /** Below the title: organisation, days. */
  subtitle: string;
}

/** A copy that looks the same without the page's style sheet. */
function copyWithStyles(drawing: SVGElement): SVGElement {
  const copy = drawing.cloneNode(true) as SVGElement;
  const copies = [copy, ...copy.querySelectorAll("*")];
  [drawing, ...drawing.querySelectorAll("*")].forEach((original, index) => {
    const target = copies[index];
    const style = getComputedStyle(original);
    target?.removeAttribute("class");
    target?.removeAttribute("style");
    for (const name of INLINED) target?.setAttribute(name, style.getPropertyValue(name));
  });
  return copy;
}

function place(element: SVGElement, x: number, y: number) {
  element.setAttribute("x", String(x));
  element.setAttribute("y", String(y));
  return element;
}

function write(words: string, x: number, y: number, like: Element, size = 12, weight = "400") {
  const text = place(document.createElementNS(SVG, "text"), x, y);
  const { color, fontFamily } = getComputedStyle(like);
  text.textContent = words;
  for (const [name, value] of Object.entries({
    fill: color,
    "font-family": fontFamily,
    "font-size": `${size}px`,
    "font-weight": weight,
  })) {
    text.setAttribute(name, value);
  }
  return text;
}

/**
 * The drawing in a card as the text of an SVG file, with its legend as it is laid out there and the
 * notes below it.
 */
export function drawPicture(card: Element, { title, subtitle }: Caption): string {
  const drawing = card.querySelector<SVGElement>(".plot svg");
  if (!drawing) throw new Error("There is no drawing in the card.");
  const { width, height } = drawing.getBoundingClientRect();
  const file = document.createElementNS(SVG, "svg");
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(card).backgroundColor);
  file.append(ground);

  let y = MARGIN + LINE / 2;
  file.append(write(title, MARGIN, y, card, 16, "650"));
  y += LINE;
  file.append(write(subtitle, MARGIN, y, card));
  y += LINE;
  const legend = card.querySelector(".legend");
  if (legend) {
    const box = legend.getBoundingClientRect();
    for (const entry of legend.querySelectorAll(":scope > :not([aria-pressed=false])")) {
      const at = entry.getBoundingClientRect();
      const sample = entry.querySelector("svg");
      const x = MARGIN + at.left - box.left;
      const top = y + at.top - box.top;
      if (sample) file.append(place(copyWithStyles(sample), x, top));
      file.append(write(entry.textContent, x + LINE, top + 10, entry));
    }
    y += box.height;
  }
  file.append(place(copyWithStyles(drawing), MARGIN, y));
  y += height;
  for (const note of card.querySelectorAll(".notes > :not(.no-print)")) {
    y += LINE;
    file.append(write(note.textContent, MARGIN, y, note));
  }
  file.setAttribute("width", String(Math.ceil(width + 2 * MARGIN)));
  file.setAttribute("height", String(Math.ceil(y + MARGIN)));
  return new XMLSerializer().serializeToString(file);
}

/** The same as pixels. */
export async function paintPicture(picture: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([picture], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * SCALE;
    canvas.height = image.height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error("The picture could not be painted."));
      });
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** By then the browser has read the file; nothing says when it has. */
const SAVED_AFTER_MS = 60_000;

/** Lets the browser save a file under a name. */
export function saveFile(content: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, SAVED_AFTER_MS);
}
