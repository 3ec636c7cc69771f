import type { Sample } from '../../../lib/model/sample.ts';

/** Names and values in turn, sorted by name in byte order, `__name__` among them. */
export type LabelPairs = readonly string[];

/** Where the values of a set of names belong. Label names are ASCII, so that the order of strings is that of bytes. */
interface Shape {
  readonly names: readonly string[];
  readonly places: readonly number[];
  /** The names at their places, with room for the values. */
  readonly pairs: readonly string[];
}

/** Few metrics make most series, so that the shapes met last are met again. */
const KEPT_SHAPES = 32;

/** Sorts labels; keeps the order of the sets of names that it has met. */
export function createLabelSorter(): (sample: Sample) => LabelPairs {
  const shapes: Shape[] = [];
  let last: Shape | undefined;
  return (sample) => {
    const shape = last && fits(last, sample.labels) ? last : find(shapes, sample.labels);
    last = shape;
    const pairs = shape.pairs.slice();
    pairs[(shape.places[0] ?? 0) * 2 + 1] = sample.name;
    let at = 0;
    let empty = false;
    for (const name in sample.labels) {
      at += 1;
      const value = sample.labels[name] ?? '';
      if (value === '') empty = true;
      pairs[(shape.places[at] ?? 0) * 2 + 1] = value;
    }
    return empty ? withoutEmpty(pairs) : pairs;
  };
}

function fits(shape: Shape, labels: Sample['labels']): boolean {
  let at = 1;
  for (const name in labels) {
    if (name !== shape.names[at]) return false;
    at += 1;
  }
  return at === shape.names.length;
}

function shapeOf(labels: Sample['labels']): Shape {
  const names = ['__name__', ...Object.keys(labels)];
  const sorted = [...names].sort((a, b) => (a < b ? -1 : 1));
  return {
    names,
    places: names.map((name) => sorted.indexOf(name)),
    pairs: sorted.flatMap((name) => [name, '']),
  };
}

function find(shapes: Shape[], labels: Sample['labels']): Shape {
  const known = shapes.find((one) => fits(one, labels));
  if (known) return known;
  const made = shapeOf(labels);
  shapes.unshift(made);
  if (shapes.length > KEPT_SHAPES) shapes.pop();
  return made;
}

/** An empty value means that the label is not there, and must not be sent. */
function withoutEmpty(pairs: string[]): LabelPairs {
  return pairs.filter((_, at) => pairs[at | 1] !== '');
}
