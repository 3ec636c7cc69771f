/** A rule that tells, as Prometheus and Ruler read it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule that writes a series, for people to look at; no other rule reads it. */
interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type Rule = AlertRule | RecordingRule;

/** A rule, and how far back it looks: that decides who evaluates it, and how often. */
export interface PlacedRule {
  readonly rule: Rule;
  readonly windowMs: number;
  /** Of rules with the same the groups are the same. */
  readonly about: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/** Labels and annotations are templates of Go: a person's text is told from them. */
export function literal(text: string): string {
  return text.replaceAll('{{', '{{"{{"}}');
}
