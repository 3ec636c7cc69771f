/** What the empty page says to paste (tested: it loads without a finding). */
export const FIRST_PROBE = `probes:
  - name: first
    kind: http
    target: https://example.com/
    interval: 1m
`;
