// In the place of the question whether a body is a web stream or a blob. With Node's own HTTP client none is, and to name the two
// classes makes Node.js load them.

export function isReadableStream(): boolean {
  return false;
}

export function isBlob(): boolean {
  return false;
}
