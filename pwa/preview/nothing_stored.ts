/**
 * The preview stores nothing: the database and the small stores of the browser are replaced by ones in
 * memory before anything of the phone's application is loaded. It runs at the phone's own address, so
 * that without this it would meet the real work of whoever looks at it.
 */
import "fake-indexeddb/auto";

class InMemory implements Storage {
  readonly #kept = new Map<string, string>();
  get length(): number {
    return this.#kept.size;
  }
  clear(): void {
    this.#kept.clear();
  }
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }
}

for (const name of ["localStorage", "sessionStorage"] as const)
  Object.defineProperty(globalThis, name, { value: new InMemory(), configurable: true });
