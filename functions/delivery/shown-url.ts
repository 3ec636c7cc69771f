/** Where a sink leads, for people: what stands in its query may be a key, and is left out but for the names. */
export function shownUrl(url: string): string {
  const [place = '', query] = url.split(/\?(.*)/s);
  if (query === undefined) return place;
  return `${place}?${query.replaceAll(/([^=&]*=)?[^&]+/g, '$1…')}`;
}
