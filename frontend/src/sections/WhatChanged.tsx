/** Which campaigns and sources made the change against the compared days. */
export function WhatChanged() {
  return null;
}
