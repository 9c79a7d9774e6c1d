import type { Catalogue, SavedView } from "./api/model";

/** What the page is served with (analytics/api/page.py), so that its first request is for numbers. */
export interface Organization {
  id: number;
  name: string;
  /** What files of its numbers begin with. */
  slug: string;
  timezone: string;
  /** Whether the user may import files into it. */
  may_import: boolean;
}

export interface Start {
  /** The address is empty where the user has none. */
  user: { name: string; email: string };
  organizations: Organization[];
  catalogue: Catalogue;
  /** The view that the address names, where it is there, and what the user is shown first. */
  views: Pick<SavedView, "id" | "org_id" | "name" | "parameters" | "is_default">[];
  /** False where the page stands below the header of another, in the admin. */
  has_header: boolean;
  links: { docs: string; admin: string | null; login: string; logout: string };
  /** Whether the service sends e-mail. */
  sends_mail: boolean;
  csrf_token: string;
}

export function readStart(): Start {
  const element = document.getElementById("start");
  if (!element?.textContent) throw new Error("The page was served without what it starts from.");
  return JSON.parse(element.textContent) as Start;
}
