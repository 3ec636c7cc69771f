import { DASHBOARDS, dashboardText } from '../../grafana/dashboards.ts';
import type { Generated } from './generated.ts';

/** Grafana's dashboards, as it reads them. */
export const dashboards: readonly Generated[] = DASHBOARDS.map((spec) => ({
  path: `grafana/dashboards/${spec.name}.json`,
  text: () => dashboardText(spec),
}));
