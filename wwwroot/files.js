// Hands over a file that a page has made of what somebody gave it.
export async function save(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await content.arrayBuffer()], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
