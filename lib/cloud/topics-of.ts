import type { Installation } from '../model/installation.ts';
import { arn } from './iam/arns.ts';

/** The topics that alarms of a region tell: the stack's own, and those of the installation's that are in this region. */
export function topicsOf({ alarms }: Installation, own: string, region: string): readonly string[] {
  return [arn('sns', own), ...alarms.topics.filter((topic) => regionOf(topic) === region)];
}

export function regionOf(topic: string): string | undefined {
  return topic.split(':')[3];
}
