import { describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import { readDashboard } from '../support/ask-panel.ts';

describe.each(DASHBOARDS.map(({ name }) => name))('%s', (name) => {
  const { panels, uid, title } = readDashboard(name);

  test('has panels that do not overlap, within a width of 24, without holes between sections', () => {
    const cells = new Set<string>();
    for (const { gridPos, title: panel } of panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w, panel).toBeLessThanOrEqual(24);
      expect(Math.min(w, h), panel).toBeGreaterThan(0);
      for (let column = x; column < x + w; column += 1) {
        for (let row = y; row < y + h; row += 1) {
          expect(cells.has(`${column} ${row}`), panel).toBe(false);
          cells.add(`${column} ${row}`);
        }
      }
    }
    const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
    expect(cells.size).toBe(24 * height);
  });

  test('has an id of its own for itself and for each panel, and each panel says what it shows', () => {
    expect([uid, title]).toEqual([`probewright-${name}`, `Probewright: ${name}`]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title: panel, description = '' } of panels) {
      if (type !== 'row') expect(description.length, panel).toBeGreaterThan(10);
    }
  });

  test('asks over time only for sums, extremes and what was last, and fills nothing up with zeroes', () => {
    for (const { targets = [], title: panel } of panels) {
      for (const { expr } of targets) {
        const used = [...expr.matchAll(/\b(\w+_over_time)\b/g)].map(([, used]) => used);
        for (const one of used) expect(['sum_over_time', 'max_over_time', 'last_over_time'], panel).toContain(one);
        expect(expr, panel).not.toMatch(/\bvector\s*\(/);
      }
    }
  });
});
