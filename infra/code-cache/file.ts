/** Whether a file of a bundle is the compiled form of its code. */
export function isCodeCache(file: string): boolean {
  return file.endsWith('.cache');
}
