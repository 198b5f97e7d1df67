// A click on the picture fills in the two numbers of its focal point; whatever fills them moves the mark and the crops.
const part = document.querySelector("[data-focal]");
const whole = part?.querySelector(".focal-whole");
const [x, y] = ["focal.x", "focal.y"].map((name) => part?.querySelector(`[name="${name}"]`));

function follow() {
  const place = `${x.value || 50}% ${y.value || 50}%`;
  for (const image of part.querySelectorAll(".focal-crops img")) image.style.objectPosition = place;
  mark.style.insetInlineStart = `${x.value || 50}%`;
  mark.style.insetBlockStart = `${y.value || 50}%`;
}

const mark = document.createElement("span");
if (whole && !x.matches(":disabled")) {
  mark.className = "focal-mark";
  whole.append(mark);
  whole.classList.add("is-live");
  whole.addEventListener("click", (event) => {
    const box = whole.getBoundingClientRect();
    x.value = Math.round(((event.clientX - box.left) / box.width) * 100);
    y.value = Math.round(((event.clientY - box.top) / box.height) * 100);
    x.dispatchEvent(new Event("input", { bubbles: true }));
  });
  for (const field of [x, y]) field.addEventListener("input", follow);
  follow();
}
