import { useEffect, useState } from "react";

/** Where the page's own links lead: the ids of its sections. */
const SECTIONS = [
  ["numbers", "Overview"],
  ["changed", "What changed"],
  ["campaigns", "Campaigns"],
  ["sources", "Sources"],
  ["times", "When to call"],
  ["care", "Care"],
  ["feedback", "Feedback"],
  ["effort", "Effort"],
] as const;

/** Links to the parts of the page, of which one is marked as the one that is on screen. */
export function Sections() {
  const current = useCurrentSection();
  return (
    <nav className="sections" aria-label="On this page">
      {SECTIONS.map(([id, label]) => (
        <a key={id} href={`#${id}`} aria-current={id === current ? "location" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

function useCurrentSection(): string {
  const [current, setCurrent] = useState<string>(SECTIONS[0][0]);
  useEffect(() => {
    function mark() {
      setCurrent(findCurrent());
    }
    window.addEventListener("scroll", mark, { passive: true });
    return () => {
      window.removeEventListener("scroll", mark);
    };
  }, []);
  return current;
}

/**
 * The last section whose top has come up, of several side by side the first; at the end of the
 * page the last one.
 */
function findCurrent(): string {
  const { scrollHeight } = document.documentElement;
  const tops = SECTIONS.map(([id]) => {
    const top = document.getElementById(id)?.getBoundingClientRect().top ?? Infinity;
    return { id, top };
  });
  const isEnd = scrollY > 0 && scrollY + innerHeight >= scrollHeight - 4;
  const found = tops.filter(({ top }) => top < (isEnd ? Infinity : innerHeight / 4)).at(-1);
  return tops.find(({ top }) => top === found?.top)?.id ?? SECTIONS[0][0];
}
