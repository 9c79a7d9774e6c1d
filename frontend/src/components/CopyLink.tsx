import { useEffect, useState } from "react";

interface Props {
  label: string;
  note?: string | undefined;
  link: string;
  /** Puts the link where it can be copied by hand, as browsers allow only some pages to copy. */
  onRefused: () => void;
}

export function CopyLink({ label, note, link, onRefused }: Props) {
  const [said, setSaid] = useState("");

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => {
      setSaid("");
    }, 4000);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);

  async function copy() {
    try {
      if (!isSecureContext) throw new DOMException("No clipboard here.", "NotAllowedError");
      await navigator.clipboard.writeText(link);
      setSaid("Link copied");
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      onRefused();
      setSaid("Copy the address");
    }
  }

  return (
    <>
      <button type="button" className="choice" data-choice onClick={() => void copy()}>
        {said || label}
        {note && <small>{note}</small>}
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
