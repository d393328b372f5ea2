const grouped = new Intl.NumberFormat('en-US');

export function count(n: number): string {
  return grouped.format(Math.round(n));
}

/** `1 envelope`, `2,000 envelopes` */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function rate(perSecond: number): string {
  return perSecond >= 10 || perSecond === 0 ? count(perSecond) : perSecond.toFixed(1);
}

export function span(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

export function ago(then: number, now: number): string {
  return now - then < 5_000 ? 'just now' : `${span(now - then)} ago`;
}

export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const share = (100 * part) / whole;
  // Neither all nor nothing where it is not.
  if (share > 0 && share < 1) return '< 1 %';
  return `${part < whole ? Math.min(99, Math.floor(share)) : 100} %`;
}
