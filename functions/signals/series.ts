import type { MetricName } from '../../lib/model/metrics.ts';
import type { FactsByKind } from '../../lib/model/observation.ts';
import type { StepResult } from '../../lib/model/result.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';

/** Takes one value of one metric, with the labels that the metric adds. */
export type Add = (name: MetricName, value: number, labels?: Readonly<Record<string, string>>) => void;

/** The facts of a step of a known kind: a step's facts are its kind's, which the type of a result does not say. */
export function factsOf<K extends ProbeKind>(step: StepResult & { readonly kind: ProbeKind }, kind: K): FactsByKind[K] {
  if (step.kind !== kind) throw new TypeError(`a step of kind ${step.kind} where ${kind} was expected`);
  return step.observation.facts as FactsByKind[K];
}

/** Seconds of a phase of a step; 0 when it did not happen. */
export function phaseSeconds({ observation }: StepResult, phase: string): number {
  return observation.phases.reduce((sum, one) => (one.name === phase ? sum + one.durationMs : sum), 0) / 1000;
}

export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
