import { isAbsolute, relative, sep } from 'node:path';

/** A path as machines want it: relative to the working directory where it is inside, with slashes. */
export function relativePath(file: string, workingDirectory: string): string {
  const inside = relative(workingDirectory, isAbsolute(file) ? file : `${workingDirectory}${sep}${file}`);
  const path = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? file : inside;
  return path.split(sep).join('/');
}
