/**
 * Plots as SVG, both axes logarithmic, with decades as grid: enough to see whether something is straight. By hand, since a library for
 * charts would be the largest package of this folder.
 *
 * @typedef {object} Series
 * @property {string} name
 * @property {readonly (readonly [x: number, y: number])[]} points above 0
 *
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} x what it counts
 * @property {string} y its unit
 * @property {readonly Series[]} series
 * @property {number} [slope] a dashed line through the last point of the first series, for comparison
 */

const PANEL = { width: 440, height: 330 };
const ROOM = { left: 62, right: 22, top: 44, bottom: 48 };
const HEAD = 62;
const COLOURS = ['#0b57a4', '#c2410c', '#3f7d20', '#7b2d8e'];

/**
 * @param {string} title
 * @param {string} below the line under it
 * @param {readonly Panel[]} panels side by side
 */
export function figureOf(title, below, panels) {
  const width = PANEL.width * panels.length;
  const height = HEAD + PANEL.height;
  const drawn = panels.map(
    (panel, k) => `<g transform="translate(${k * PANEL.width} ${HEAD})">\n${panelOf(panel)}\n</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<title>${entities(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${text(ROOM.left, 26, title, 'font-size="16" font-weight="600"')}
${text(ROOM.left, 46, below, 'fill="#666"')}
${drawn.join('\n')}
</svg>
`;
}

/** @param {Panel} panel */
function panelOf({ title, x, y, series, slope }) {
  const points = series.flatMap((one) => one.points);
  const across = axis(
    points.map(([value]) => value),
    ROOM.left,
    PANEL.width - ROOM.right,
  );
  const up = axis(
    points.map(([, value]) => value),
    PANEL.height - ROOM.bottom,
    ROOM.top,
  );
  const bottom = PANEL.height - ROOM.bottom;
  const right = PANEL.width - ROOM.right;
  const parts = [text(ROOM.left, ROOM.top - 16, title, 'font-weight="600"')];
  for (const value of across.decades) {
    const at = round(across.place(value));
    parts.push(line(at, ROOM.top, at, bottom, 'stroke="#e3e3e3"'));
    parts.push(text(at, bottom + 18, short(value), 'text-anchor="middle"'));
  }
  for (const value of up.decades) {
    const at = round(up.place(value));
    parts.push(line(ROOM.left, at, right, at, 'stroke="#e3e3e3"'));
    parts.push(text(ROOM.left - 8, at + 4, short(value), 'text-anchor="end"'));
  }
  parts.push(
    line(ROOM.left, bottom, right, bottom, 'stroke="#222"'),
    line(ROOM.left, ROOM.top, ROOM.left, bottom, 'stroke="#222"'),
  );
  parts.push(text((ROOM.left + right) / 2, PANEL.height - 12, x, 'text-anchor="middle"'));
  parts.push(
    text(16, (ROOM.top + bottom) / 2, y, `text-anchor="middle" transform="rotate(-90 16 ${(ROOM.top + bottom) / 2})"`),
  );
  const last = series[0]?.points.at(-1);
  if (slope !== undefined && last !== undefined) {
    const from = across.least;
    const then = last[1] * (from / last[0]) ** slope;
    parts.push(
      line(
        across.place(from),
        up.place(then),
        across.place(last[0]),
        up.place(last[1]),
        'stroke="#999" stroke-dasharray="5 4"',
      ),
    );
  }
  series.forEach((one, k) => {
    const colour = COLOURS[k % COLOURS.length];
    const places = one.points.map(([px, py]) => [round(across.place(px)), round(up.place(py))]);
    parts.push(
      `<polyline points="${places.map((place) => place.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    );
    places.forEach(([px, py], i) => {
      const [, value] = one.points[i];
      parts.push(
        `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"><title>${entities(`${one.name}: ${short(value)} ${y}`)}</title></circle>`,
      );
    });
    // The key, in the corner that rising lines leave free.
    const at = ROOM.top + 14 + 17 * k;
    parts.push(line(ROOM.left + 12, at - 4, ROOM.left + 34, at - 4, `stroke="${colour}" stroke-width="2"`));
    parts.push(text(ROOM.left + 40, at, one.name));
  });
  if (slope !== undefined) {
    const at = ROOM.top + 14 + 17 * series.length;
    parts.push(line(ROOM.left + 12, at - 4, ROOM.left + 34, at - 4, 'stroke="#999" stroke-dasharray="5 4"'));
    parts.push(text(ROOM.left + 40, at, slope === 1 ? 'straight' : `N^${slope}`));
  }
  return parts.join('\n');
}

/**
 * Whole decades around the values, laid from `from` to `to` pixels.
 *
 * @param {readonly number[]} values
 * @param {number} from
 * @param {number} to
 */
function axis(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    least: Math.min(...values),
    decades: Array.from({ length: high - low + 1 }, (_, k) => 10 ** (low + k)),
    place: (/** @type {number} */ value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  };
}

/** 10k, 1M, 0.1, 12.3 @param {number} value */
function short(value) {
  const units = /** @type {const} */ ([
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ]);
  const [unit, letter] = units.find(([least]) => value >= least) ?? [1, ''];
  return `${Number((value / unit).toPrecision(3))}${letter}`;
}

/** @param {number} x @param {number} y @param {string} words @param {string} [more] */
function text(x, y, words, more = '') {
  return `<text x="${round(x)}" y="${round(y)}" ${more}>${entities(words)}</text>`;
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} more */
function line(x1, y1, x2, y2, more) {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${more}/>`;
}

/** @param {string} words */
function entities(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
