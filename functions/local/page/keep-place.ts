/**
 * Remembers where these elements stand in the window; the function that comes back scrolls by what most of them were
 * shifted since, so that what somebody reads stays under their eyes while others come and go above. At the very top
 * nothing is kept: there, news come into view.
 */
export function keepPlace(elements: readonly Element[]): () => void {
  if (window.scrollY <= 0) return () => {};
  const before = elements
    .map((element) => ({ element, top: element.getBoundingClientRect().top }))
    .filter(({ element, top }) => top < window.innerHeight && top + element.clientHeight > 0);
  return () => {
    const shifts = before
      .filter(({ element }) => element.isConnected)
      .map(({ element, top }) => element.getBoundingClientRect().top - top)
      .sort((a, b) => a - b);
    const shift = shifts[shifts.length >> 1] ?? 0;
    if (Math.abs(shift) >= 1) window.scrollBy({ top: shift, behavior: 'instant' });
  };
}
