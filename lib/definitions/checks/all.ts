import type { MeaningCheck } from '../types.ts';
import { checkActiveHours } from './active-hours.ts';
import { checkAddresses } from './addresses.ts';
import { checkAssertions } from './assertions.ts';
import { checkCaptures } from './captures.ts';
import { checkInAws } from './in-aws.ts';
import { checkLabels } from './labels.ts';
import { checkLocations } from './locations.ts';
import { checkNames } from './names.ts';
import { checkPaths } from './paths.ts';
import { checkReasons } from './reasons.ts';
import { checkRequests } from './requests.ts';
import { checkSchedule } from './schedule.ts';
import { checkSecrets } from './secrets.ts';
import { checkTargets } from './targets.ts';
import { checkTlsUse } from './tls-use.ts';
import { checkTraceHosts } from './trace-hosts.ts';
import { checkValues } from './values.ts';

/** Every check of meaning; each sees all drafts, and all of them run. */
export const MEANING_CHECKS: readonly MeaningCheck[] = [
  checkNames,
  checkSchedule,
  checkActiveHours,
  checkLocations,
  checkInAws,
  checkLabels,
  checkTargets,
  checkAddresses,
  checkRequests,
  checkTraceHosts,
  checkTlsUse,
  checkAssertions,
  checkPaths,
  checkValues,
  checkReasons,
  checkCaptures,
  checkSecrets,
];
