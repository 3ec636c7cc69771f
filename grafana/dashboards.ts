import { buildDashboard, type DashboardSpec } from './build-dashboard.ts';
import { CERTIFICATES } from './certificates.ts';
import { LOCATIONS } from './locations.ts';
import { OBJECTIVES } from './objectives.ts';
import { OVERVIEW } from './overview.ts';
import { PIPELINE } from './pipeline.ts';
import { PROBE } from './probe.ts';

export const DASHBOARDS: readonly DashboardSpec[] = [OVERVIEW, PROBE, OBJECTIVES, LOCATIONS, CERTIFICATES, PIPELINE];

/** The text of a dashboard's file. */
export function dashboardText(spec: DashboardSpec): string {
  return `${JSON.stringify(buildDashboard(spec), undefined, 2)}\n`;
}
