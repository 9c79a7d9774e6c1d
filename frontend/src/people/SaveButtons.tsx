import { useMutation } from "@tanstack/react-query";

import { saveFile } from "../charts/picture";
import { Failure } from "../components/Failure";
import { Icon } from "../components/Icon";
import { requestFile } from "../request";

const FORMATS = [
  { format: "csv", label: "CSV", kind: "CSV" },
  { format: "xlsx", label: "Excel", kind: "Excel workbook" },
] as const;

/**
 * Saves all rows of an address as a file. The page fetches it itself, so that it can say why there is
 * none: the browser would save the refusal.
 */
export function useSaving(address: string) {
  return useMutation({
    mutationFn: async (format: string) => {
      const file = await requestFile(`${address}&format=${format}`);
      saveFile(file, file.name);
    },
  });
}

type Saving = ReturnType<typeof useSaving>;

export function SaveButtons({ title, saving }: { title: string; saving: Saving }) {
  return FORMATS.map(({ format, label, kind }) => {
    const isAwaited = saving.isPending && saving.variables === format;
    return (
      <button
        key={format}
        type="button"
        className="tool"
        aria-label={`Save ${title} as ${kind}`}
        aria-busy={isAwaited}
        disabled={saving.isPending}
        onClick={() => {
          saving.mutate(format);
        }}
      >
        <Icon name="save" /> {isAwaited ? "Preparing …" : label}
      </button>
    );
  });
}

/** Why no file came. */
export function SavingFailure({ saving }: { saving: Saving }) {
  const { error, variables, mutate } = saving;
  if (!error) return null;
  return (
    <Failure
      error={error}
      what="The file"
      onRetry={() => {
        mutate(variables);
      }}
    />
  );
}
