/** The retentions that CloudWatch Logs knows, in days. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const KNOWN = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
const LONGEST = 3653;

/** The shortest retention of a log group that is not shorter than what was asked for; at most ten years. */
export function keptDays(days: number): number {
  return KNOWN.find((known) => known >= days) ?? LONGEST;
}
