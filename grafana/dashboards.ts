import { buildDashboard, type DashboardSpec } from './build-dashboard.ts';
import { OBJECTIVES } from './objectives.ts';
import { OVERVIEW } from './overview.ts';
import { PROBE } from './probe.ts';

export const DASHBOARDS: readonly DashboardSpec[] = [OVERVIEW, PROBE, OBJECTIVES];

/** The text of a dashboard's file. */
export function dashboardText(spec: DashboardSpec): string {
  return `${JSON.stringify(buildDashboard(spec), undefined, 2)}\n`;
}
