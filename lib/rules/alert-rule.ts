import type { WatchedProbe } from './probe-objective.ts';
import { durationText } from './promql.ts';
import { type AlertRule, literal, type PlacedRule } from './rule.ts';

export interface AlertParts {
  readonly alert: string;
  readonly expr: string;
  readonly severity: 'page' | 'ticket';
  readonly windowMs: number;
  readonly summary: string;
  readonly forMs?: number;
  readonly keepMs?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A rule on a probe: with its own labels, its runbook, and the word that keeps a muted one from being told. */
export function probeAlert({ probe, policy }: WatchedProbe, parts: AlertParts): PlacedRule {
  const own = Object.entries(probe.labels).map(([name, value]) => [name, literal(value)] as const);
  const rule: AlertRule = {
    ...bareAlert(parts),
    labels: {
      ...Object.fromEntries(own),
      ...parts.labels,
      probe: probe.name,
      severity: policy === 'page' ? parts.severity : 'ticket',
      ...(probe.muted && { tell: 'no' }),
    },
    annotations: {
      summary: parts.summary,
      ...parts.annotations,
      ...(probe.description !== undefined && { description: literal(probe.description) }),
      ...(probe.runbook !== undefined && { runbook_url: literal(probe.runbook) }),
    },
  };
  return { rule, windowMs: parts.windowMs, about: probe.name };
}

/** A rule on what is not one probe. */
export function generalAlert(about: string, parts: AlertParts): PlacedRule {
  const rule: AlertRule = {
    ...bareAlert(parts),
    labels: { ...parts.labels, severity: parts.severity },
    annotations: { summary: parts.summary, ...parts.annotations },
  };
  return { rule, windowMs: parts.windowMs, about };
}

function bareAlert({ alert, expr, forMs = 0, keepMs = 0 }: AlertParts): Pick<AlertRule, 'alert' | 'expr'> {
  return {
    alert,
    expr,
    ...(forMs > 0 && { for: durationText(forMs) }),
    ...(keepMs > 0 && { keep_firing_for: durationText(keepMs) }),
  };
}
