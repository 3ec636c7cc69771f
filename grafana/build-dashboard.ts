import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { buildPanel } from './build-panel.ts';
import type { Section } from './panel-spec.ts';

const TAG = 'probewright';

export interface DashboardSpec {
  /** Of the file, and after `probewright-` the uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Builder<VariableModel>[];
  /** How far it looks back at first: `now-6h`. */
  readonly from: string;
  readonly sections: readonly Section[];
}

/** Grafana's model of a dashboard, placed line by line. */
export function buildDashboard({ name, title, description, variables, from, sections }: DashboardSpec): Dashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(`${TAG}-${name}`)
    .description(description)
    .tags([TAG])
    .readonly()
    .timezone('browser')
    .time({ from, to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...variables])
    .link(
      new DashboardLinkBuilder('Probewright')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .includeVars(true)
        .keepTime(true),
    );
  let id = 0;
  let y = 0;
  for (const section of sections) {
    id += 1;
    dashboard.withRow(new RowBuilder(section.title).id(id).gridPos({ x: 0, y, w: 24, h: 1 }));
    y += 1;
    for (const line of section.lines) {
      let x = 0;
      for (const spec of line) {
        id += 1;
        dashboard.withPanel(buildPanel(spec, { id, position: { x, y, w: spec.width, h: spec.height } }));
        x += spec.width;
      }
      y += Math.max(...line.map(({ height }) => height));
    }
  }
  return dashboard.build();
}
