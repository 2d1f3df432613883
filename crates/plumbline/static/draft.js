// Keeps what is typed in the forms of acts in this tab, until it was taken or the person signs out: Back, a reload or a
// crash of the page lose nothing. Files cannot be kept. Without script the server still gives back what it refused.
const mark = "draft ";
const done = new URLSearchParams(location.search).get("done");
const fields = (form) => [...form.elements].filter((e) => e.name && !["hidden", "file", "password", "submit"].includes(e.type));
const held = (e) => (e.type === "checkbox" ? e.checked : e.value);
for (const key of Object.keys(sessionStorage)) if (done && key.startsWith(`${mark}${done} `)) sessionStorage.removeItem(key);
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = mark + form.dataset.draft;
  const refused = form.querySelector("[role=alert]");
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  const list = fields(form);
  if (kept && !refused && kept.length === list.length) {
    list.forEach((e, i) => { if (e.type === "checkbox") e.checked = kept[i]; else e.value = kept[i]; });
    form.closest("details").open = true;
  }
  form.addEventListener("input", () => {
    // More than the browser keeps is left to the page itself.
    try { sessionStorage.setItem(key, JSON.stringify(fields(form).map(held))); } catch { sessionStorage.removeItem(key); }
  });
  // The same key answers a second press with the first answer; the button only shows that it was pressed.
  form.addEventListener("submit", () => { const b = form.querySelector("button.main"); setTimeout(() => { b.disabled = true; }); });
  addEventListener("pageshow", () => { form.querySelector("button.main").disabled = false; });
}
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => sessionStorage.clear());
