/** Photographs are made small beside the page, so that answering goes on meanwhile. */
import { reduce } from "./reduce";

self.onmessage = (event: MessageEvent<{ id: number; file: Blob }>) => {
  const { id, file } = event.data;
  void reduce(file)
    .catch(() => null)
    .then((blob) => self.postMessage({ id, blob }));
};
