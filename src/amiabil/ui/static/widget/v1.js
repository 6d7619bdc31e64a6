(() => {
const ICONS={"arrow-down":"M205.66,149.66l-72,72a8,8,0,0,1-11.32,0l-72-72a8,8,0,0,1,11.32-11.32L120,196.69V40a8,8,0,0,1,16,0V196.69l58.34-58.35a8,8,0,0,1,11.32,11.32Z","arrow-right":"M221.66,133.66l-72,72a8,8,0,0,1-11.32-11.32L196.69,136H40a8,8,0,0,1,0-16H196.69L138.34,61.66a8,8,0,0,1,11.32-11.32l72,72A8,8,0,0,1,221.66,133.66Z","arrows-left-right":"M213.66,181.66l-32,32a8,8,0,0,1-11.32-11.32L188.69,184H48a8,8,0,0,1,0-16H188.69l-18.35-18.34a8,8,0,0,1,11.32-11.32l32,32A8,8,0,0,1,213.66,181.66Zm-139.32-64a8,8,0,0,0,11.32-11.32L67.31,88H208a8,8,0,0,0,0-16H67.31L85.66,53.66A8,8,0,0,0,74.34,42.34l-32,32a8,8,0,0,0,0,11.32Z","book-open":"M232,48H160a40,40,0,0,0-32,16A40,40,0,0,0,96,48H24a8,8,0,0,0-8,8V200a8,8,0,0,0,8,8H96a24,24,0,0,1,24,24,8,8,0,0,0,16,0,24,24,0,0,1,24-24h72a8,8,0,0,0,8-8V56A8,8,0,0,0,232,48ZM96,192H32V64H96a24,24,0,0,1,24,24V200A39.81,39.81,0,0,0,96,192Zm128,0H160a39.81,39.81,0,0,0-24,8V88a24,24,0,0,1,24-24h64Z","camera":"M208,56H180.28L166.65,35.56A8,8,0,0,0,160,32H96a8,8,0,0,0-6.65,3.56L75.71,56H48A24,24,0,0,0,24,80V192a24,24,0,0,0,24,24H208a24,24,0,0,0,24-24V80A24,24,0,0,0,208,56Zm8,136a8,8,0,0,1-8,8H48a8,8,0,0,1-8-8V80a8,8,0,0,1,8-8H80a8,8,0,0,0,6.66-3.56L100.28,48h55.43l13.63,20.44A8,8,0,0,0,176,72h32a8,8,0,0,1,8,8ZM128,88a44,44,0,1,0,44,44A44.05,44.05,0,0,0,128,88Zm0,72a28,28,0,1,1,28-28A28,28,0,0,1,128,160Z","caret-down":"M213.66,101.66l-80,80a8,8,0,0,1-11.32,0l-80-80A8,8,0,0,1,53.66,90.34L128,164.69l74.34-74.35a8,8,0,0,1,11.32,11.32Z","chat-circle-text":"M168,112a8,8,0,0,1-8,8H96a8,8,0,0,1,0-16h64A8,8,0,0,1,168,112Zm-8,24H96a8,8,0,0,0,0,16h64a8,8,0,0,0,0-16Zm72-8A104,104,0,0,1,79.12,219.82L45.07,231.17a16,16,0,0,1-20.24-20.24l11.35-34.05A104,104,0,1,1,232,128Zm-16,0A88,88,0,1,0,51.81,172.06a8,8,0,0,1,.66,6.54L40,216,77.4,203.53a7.85,7.85,0,0,1,2.53-.42,8,8,0,0,1,4,1.08A88,88,0,0,0,216,128Z","chats-circle":"M232.07,186.76a80,80,0,0,0-62.5-114.17A80,80,0,1,0,23.93,138.76l-7.27,24.71a16,16,0,0,0,19.87,19.87l24.71-7.27a80.39,80.39,0,0,0,25.18,7.35,80,80,0,0,0,108.34,40.65l24.71,7.27a16,16,0,0,0,19.87-19.86ZM62,159.5a8.28,8.28,0,0,0-2.26.32L32,168l8.17-27.76a8,8,0,0,0-.63-6,64,64,0,1,1,26.26,26.26A8,8,0,0,0,62,159.5Zm153.79,28.73L224,216l-27.76-8.17a8,8,0,0,0-6,.63,64.05,64.05,0,0,1-85.87-24.88A79.93,79.93,0,0,0,174.7,89.71a64,64,0,0,1,41.75,92.48A8,8,0,0,0,215.82,188.23Z","check-circle":"M173.66,98.34a8,8,0,0,1,0,11.32l-56,56a8,8,0,0,1-11.32,0l-24-24a8,8,0,0,1,11.32-11.32L112,148.69l50.34-50.35A8,8,0,0,1,173.66,98.34ZM232,128A104,104,0,1,1,128,24,104.11,104.11,0,0,1,232,128Zm-16,0a88,88,0,1,0-88,88A88.1,88.1,0,0,0,216,128Z","circle-half":"M128,24A104,104,0,1,0,232,128,104.11,104.11,0,0,0,128,24Zm8,16.37a86.4,86.4,0,0,1,16,3V212.67a86.4,86.4,0,0,1-16,3Zm32,9.26a87.81,87.81,0,0,1,16,10.54V195.83a87.81,87.81,0,0,1-16,10.54ZM40,128a88.11,88.11,0,0,1,80-87.63V215.63A88.11,88.11,0,0,1,40,128Zm160,50.54V77.46a87.82,87.82,0,0,1,0,101.08Z","clock":"M128,24A104,104,0,1,0,232,128,104.11,104.11,0,0,0,128,24Zm0,192a88,88,0,1,1,88-88A88.1,88.1,0,0,1,128,216Zm64-88a8,8,0,0,1-8,8H128a8,8,0,0,1-8-8V72a8,8,0,0,1,16,0v48h48A8,8,0,0,1,192,128Z","dots-three":"M140,128a12,12,0,1,1-12-12A12,12,0,0,1,140,128Zm56-12a12,12,0,1,0,12,12A12,12,0,0,0,196,116ZM60,116a12,12,0,1,0,12,12A12,12,0,0,0,60,116Z","download-simple":"M224,144v64a8,8,0,0,1-8,8H40a8,8,0,0,1-8-8V144a8,8,0,0,1,16,0v56H208V144a8,8,0,0,1,16,0Zm-101.66,5.66a8,8,0,0,0,11.32,0l40-40a8,8,0,0,0-11.32-11.32L136,124.69V32a8,8,0,0,0-16,0v92.69L93.66,98.34a8,8,0,0,0-11.32,11.32Z","envelope-simple":"M224,48H32a8,8,0,0,0-8,8V192a16,16,0,0,0,16,16H216a16,16,0,0,0,16-16V56A8,8,0,0,0,224,48ZM203.43,64,128,133.15,52.57,64ZM216,192H40V74.19l82.59,75.71a8,8,0,0,0,10.82,0L216,74.19V192Z","file-text":"M213.66,82.34l-56-56A8,8,0,0,0,152,24H56A16,16,0,0,0,40,40V216a16,16,0,0,0,16,16H200a16,16,0,0,0,16-16V88A8,8,0,0,0,213.66,82.34ZM160,51.31,188.69,80H160ZM200,216H56V40h88V88a8,8,0,0,0,8,8h48V216Zm-32-80a8,8,0,0,1-8,8H96a8,8,0,0,1,0-16h64A8,8,0,0,1,168,136Zm0,32a8,8,0,0,1-8,8H96a8,8,0,0,1,0-16h64A8,8,0,0,1,168,168Z","hourglass-medium":"M200,75.64V40a16,16,0,0,0-16-16H72A16,16,0,0,0,56,40V76a16.07,16.07,0,0,0,6.4,12.8L114.67,128,62.4,167.2A16.07,16.07,0,0,0,56,180v36a16,16,0,0,0,16,16H184a16,16,0,0,0,16-16V180.36a16.09,16.09,0,0,0-6.35-12.77L141.27,128l52.38-39.6A16.05,16.05,0,0,0,200,75.64ZM72,40H184V75.64L178.23,80H77.33L72,76Zm56,78L98.67,96h58.4Zm56,98H72V180l48-36v24a8,8,0,0,0,16,0V144.08l48,36.28Z","image":"M216,40H40A16,16,0,0,0,24,56V200a16,16,0,0,0,16,16H216a16,16,0,0,0,16-16V56A16,16,0,0,0,216,40Zm0,16V158.75l-26.07-26.06a16,16,0,0,0-22.63,0l-20,20-44-44a16,16,0,0,0-22.62,0L40,149.37V56ZM40,172l52-52,80,80H40Zm176,28H194.63l-36-36,20-20L216,181.38V200ZM144,100a12,12,0,1,1,12,12A12,12,0,0,1,144,100Z","magnifying-glass":"M229.66,218.34l-50.07-50.06a88.11,88.11,0,1,0-11.31,11.31l50.06,50.07a8,8,0,0,0,11.32-11.32ZM40,112a72,72,0,1,1,72,72A72.08,72.08,0,0,1,40,112Z","package":"M223.68,66.15,135.68,18a15.88,15.88,0,0,0-15.36,0l-88,48.17a16,16,0,0,0-8.32,14v95.64a16,16,0,0,0,8.32,14l88,48.17a15.88,15.88,0,0,0,15.36,0l88-48.17a16,16,0,0,0,8.32-14V80.18A16,16,0,0,0,223.68,66.15ZM128,32l80.34,44-29.77,16.3-80.35-44ZM128,120,47.66,76l33.9-18.56,80.34,44ZM40,90l80,43.78v85.79L40,175.82Zm176,85.78h0l-80,43.79V133.82l32-17.51V152a8,8,0,0,0,16,0V107.55L216,90v85.77Z","paper-plane-right":"M231.87,114l-168-95.89A16,16,0,0,0,40.92,37.34L71.55,128,40.92,218.67A16,16,0,0,0,56,240a16.15,16.15,0,0,0,7.93-2.1l167.92-96.05a16,16,0,0,0,.05-27.89ZM56,224a.56.56,0,0,0,0-.12L85.74,136H144a8,8,0,0,0,0-16H85.74L56.06,32.16A.46.46,0,0,0,56,32l168,95.83Z","paperclip":"M209.66,122.34a8,8,0,0,1,0,11.32l-82.05,82a56,56,0,0,1-79.2-79.21L147.67,35.73a40,40,0,1,1,56.61,56.55L105,193A24,24,0,1,1,71,159L154.3,74.38A8,8,0,1,1,165.7,85.6L82.39,170.31a8,8,0,1,0,11.27,11.36L192.93,81A24,24,0,1,0,159,47L59.76,147.68a40,40,0,1,0,56.53,56.62l82.06-82A8,8,0,0,1,209.66,122.34Z","scales":"M239.43,133l-32-80h0a8,8,0,0,0-9.16-4.84L136,62V40a8,8,0,0,0-16,0V65.58L54.26,80.19A8,8,0,0,0,48.57,85h0v.06L16.57,165a7.92,7.92,0,0,0-.57,3c0,23.31,24.54,32,40,32s40-8.69,40-32a7.92,7.92,0,0,0-.57-3L66.92,93.77,120,82V208H104a8,8,0,0,0,0,16h48a8,8,0,0,0,0-16H136V78.42L187,67.1,160.57,133a7.92,7.92,0,0,0-.57,3c0,23.31,24.54,32,40,32s40-8.69,40-32A7.92,7.92,0,0,0,239.43,133ZM56,184c-7.53,0-22.76-3.61-23.93-14.64L56,109.54l23.93,59.82C78.76,180.39,63.53,184,56,184Zm144-32c-7.53,0-22.76-3.61-23.93-14.64L200,77.54l23.93,59.82C222.76,148.39,207.53,152,200,152Z","sparkle":"M197.58,129.06,146,110l-19-51.62a15.92,15.92,0,0,0-29.88,0L78,110l-51.62,19a15.92,15.92,0,0,0,0,29.88L78,178l19,51.62a15.92,15.92,0,0,0,29.88,0L146,178l51.62-19a15.92,15.92,0,0,0,0-29.88ZM137,164.22a8,8,0,0,0-4.74,4.74L112,223.85,91.78,169A8,8,0,0,0,87,164.22L32.15,144,87,123.78A8,8,0,0,0,91.78,119L112,64.15,132.22,119a8,8,0,0,0,4.74,4.74L191.85,144ZM144,40a8,8,0,0,1,8-8h16V16a8,8,0,0,1,16,0V32h16a8,8,0,0,1,0,16H184V64a8,8,0,0,1-16,0V48H152A8,8,0,0,1,144,40ZM248,88a8,8,0,0,1-8,8h-8v8a8,8,0,0,1-16,0V96h-8a8,8,0,0,1,0-16h8V72a8,8,0,0,1,16,0v8h8A8,8,0,0,1,248,88Z","star":"M239.18,97.26A16.38,16.38,0,0,0,224.92,86l-59-4.76L143.14,26.15a16.36,16.36,0,0,0-30.27,0L90.11,81.23,31.08,86a16.46,16.46,0,0,0-9.37,28.86l45,38.83L53,211.75a16.38,16.38,0,0,0,24.5,17.82L128,198.49l50.53,31.08A16.4,16.4,0,0,0,203,211.75l-13.76-58.07,45-38.83A16.43,16.43,0,0,0,239.18,97.26Zm-15.34,5.47-48.7,42a8,8,0,0,0-2.56,7.91l14.88,62.8a.37.37,0,0,1-.17.48c-.18.14-.23.11-.38,0l-54.72-33.65a8,8,0,0,0-8.38,0L69.09,215.94c-.15.09-.19.12-.38,0a.37.37,0,0,1-.17-.48l14.88-62.8a8,8,0,0,0-2.56-7.91l-48.7-42c-.12-.1-.23-.19-.13-.5s.18-.27.33-.29l63.92-5.16A8,8,0,0,0,103,91.86l24.62-59.61c.08-.17.11-.25.35-.25s.27.08.35.25L153,91.86a8,8,0,0,0,6.75,4.92l63.92,5.16c.15,0,.24,0,.33.29S224,102.63,223.84,102.73Z","thumbs-down":"M239.82,157l-12-96A24,24,0,0,0,204,40H32A16,16,0,0,0,16,56v88a16,16,0,0,0,16,16H75.06l37.78,75.58A8,8,0,0,0,120,240a40,40,0,0,0,40-40V184h56a24,24,0,0,0,23.82-27ZM72,144H32V56H72Zm150,21.29a7.88,7.88,0,0,1-6,2.71H152a8,8,0,0,0-8,8v24a24,24,0,0,1-19.29,23.54L88,150.11V56H204a8,8,0,0,1,7.94,7l12,96A7.87,7.87,0,0,1,222,165.29Z","thumbs-up":"M234,80.12A24,24,0,0,0,216,72H160V56a40,40,0,0,0-40-40,8,8,0,0,0-7.16,4.42L75.06,96H32a16,16,0,0,0-16,16v88a16,16,0,0,0,16,16H204a24,24,0,0,0,23.82-21l12-96A24,24,0,0,0,234,80.12ZM32,112H72v88H32ZM223.94,97l-12,96a8,8,0,0,1-7.94,7H88V105.89l36.71-73.43A24,24,0,0,1,144,56V80a8,8,0,0,0,8,8h64a8,8,0,0,1,7.94,9Z","tray":"M208,32H48A16,16,0,0,0,32,48V208a16,16,0,0,0,16,16H208a16,16,0,0,0,16-16V48A16,16,0,0,0,208,32Zm0,16V152h-28.7A15.86,15.86,0,0,0,168,156.69L148.69,176H107.31L88,156.69A15.86,15.86,0,0,0,76.69,152H48V48Zm0,160H48V168H76.69L96,187.31A15.86,15.86,0,0,0,107.31,192h41.38A15.86,15.86,0,0,0,160,187.31L179.31,168H208v40Z","user":"M230.92,212c-15.23-26.33-38.7-45.21-66.09-54.16a72,72,0,1,0-73.66,0C63.78,166.78,40.31,185.66,25.08,212a8,8,0,1,0,13.85,8c18.84-32.56,52.14-52,89.07-52s70.23,19.44,89.07,52a8,8,0,1,0,13.85-8ZM72,96a56,56,0,1,1,56,56A56.06,56.06,0,0,1,72,96Z","warning-circle":"M128,24A104,104,0,1,0,232,128,104.11,104.11,0,0,0,128,24Zm0,192a88,88,0,1,1,88-88A88.1,88.1,0,0,1,128,216Zm-8-80V80a8,8,0,0,1,16,0v56a8,8,0,0,1-16,0Zm20,36a12,12,0,1,1-12-12A12,12,0,0,1,140,172Z","wifi-slash":"M213.92,210.62a8,8,0,1,1-11.84,10.76l-52-57.15a60,60,0,0,0-57.41,7.24,8,8,0,1,1-9.42-12.93A75.43,75.43,0,0,1,128,144c1.28,0,2.55,0,3.82.1L104.9,114.49A108,108,0,0,0,61,135.31,8,8,0,0,1,49.73,134,8,8,0,0,1,51,122.77a124.27,124.27,0,0,1,41.71-21.66L69.37,75.4a155.43,155.43,0,0,0-40.29,24A8,8,0,0,1,18.92,87,171.87,171.87,0,0,1,58,62.86L42.08,45.38A8,8,0,1,1,53.92,34.62ZM128,192a12,12,0,1,0,12,12A12,12,0,0,0,128,192ZM237.08,87A172.3,172.3,0,0,0,106,49.4a8,8,0,1,0,2,15.87A158.33,158.33,0,0,1,128,64a156.25,156.25,0,0,1,98.92,35.37A8,8,0,0,0,237.08,87ZM195,135.31a8,8,0,0,0,11.24-1.3,8,8,0,0,0-1.3-11.24,124.25,124.25,0,0,0-51.73-24.2A8,8,0,1,0,150,114.24,108.12,108.12,0,0,1,195,135.31Z","x":"M205.66,194.34a8,8,0,0,1-11.32,11.32L128,139.31,61.66,205.66a8,8,0,0,1-11.32-11.32L116.69,128,50.34,61.66A8,8,0,0,1,61.66,50.34L128,116.69l66.34-66.35a8,8,0,0,1,11.32,11.32L139.31,128Z"};
const SVG="http://www.w3.org/2000/svg";
function h(name,given={},...children){
const[tag,...classes]=name.split(".");
const element=document.createElement(tag);
if(classes.length)element.className=classes.join(" ");
for(const[key,value]of Object.entries(given)){
if(value===null||value===undefined||value===false)continue;
if(key.startsWith("on"))element.addEventListener(key.slice(2),value);
else if(key in element&&!["list","dir","role"].includes(key))element[key]=value;
else element.setAttribute(key,value===true?"":value);
}
element.append(...children.flat().filter((child)=>child!==null&&child!==undefined&&child!==false));
return element;
}
function icon(name){
const svg=document.createElementNS(SVG,"svg");
const path=document.createElementNS(SVG,"path");
for(const[key,value]of Object.entries({class:"icon",viewBox:"0 0 256 256","aria-hidden":"true"})){
svg.setAttribute(key,value);
}
path.setAttribute("d",ICONS[name]);
svg.append(path);
return svg;
}
function put(element,text){
if(element.textContent!==text)element.textContent=text;
}
function paragraphs(text){
return text.split(/\n{2,}/).map((block)=>{
const lines=block.split("\n").map((line,place)=>[place?h("br"):null,withLinks(line)]);
return h("p",{},lines.flat(2));
});
}
function withLinks(line){
return line.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/).map((part,place)=>
place % 2?h("a",{href:part,target:"_blank",rel:"noopener noreferrer nofollow"},part):part,
);
}
const NEAR=90,MOST_LINES=400;
class Lines{
constructor({words,announcer}){
Object.assign(this,{words,announcer});
this.known=new Map();
this.list=h("div.lines",{role:"list"});
this.element=h("div.talk",{tabIndex:0,role:"region","aria-label":words.say("talk")},this.list);
this.newer=h("button.newer",{type:"button",hidden:true,onclick:()=>this.toEnd()});
this.element.addEventListener("scroll",()=>{if(this.isAtEnd)this.newer.hidden=true;},{passive:true});
}
get isAtEnd(){return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight<NEAR;}
toEnd(){
this.element.scrollTop=this.element.scrollHeight;
this.newer.hidden=true;
}
show(lines,{isFirst,isSeen}){
const wasAtEnd=this.isAtEnd;
const shown=lines.slice(-MOST_LINES),keys=new Set(shown.map((line)=>line.key));
const fresh=shown.filter((line)=>!this.known.has(line.key));
for(const[key,{element}]of this.known)if(!keys.has(key)){element.remove();this.known.delete(key);}
let before=this.list.firstElementChild;
for(const line of shown){
let entry=this.known.get(line.key);
if(!entry||entry.stamp!==line.stamp){
const element=line.make();
if(entry)entry.element.replaceWith(element);
if(entry&&before===entry.element)before=element;
entry={element,stamp:line.stamp};
this.known.set(line.key,entry);
}
if(entry.element===before)before=before.nextElementSibling;
else this.list.insertBefore(entry.element,before);
}
if(isFirst){this.toEnd();return;}
const told=fresh.filter((line)=>line.text&&!line.own);
if(wasAtEnd||fresh.some((line)=>line.own))this.toEnd();
else if(told.length){
this.newer.textContent=this.words.say("new_below",{count:told.length});
this.newer.hidden=false;
}
if(isSeen)for(const line of told)this.announcer.say(line.name?`${line.name}: ${line.text}`:line.text);
}
}
class Announcer{
constructor(){this.element=h("div.hidden",{"aria-live":"polite","aria-atomic":"false","aria-relevant":"additions"});}
say(text){
const line=h("p",{},text);
this.element.append(line);
setTimeout(()=>line.remove(),8000);
}
}
const TRIES=5,MOST_FILES=10;
const pause=(ms)=>new Promise((done)=>setTimeout(done,ms));
class Attachments{
constructor(panel){
Object.assign(this,{panel,talk:panel.talk,words:panel.words});
this.files=new Map();
this.list=h("ul.files",{"aria-label":this.words.say("files")});
this.input=h("input",{type:"file",multiple:true,hidden:true,onchange:()=>this.picked(this.input)});
this.camera=h("input",{type:"file",accept:"image/*",capture:"environment",hidden:true,onchange:()=>this.picked(this.camera)});
const button=(name,sign,input)=>h(`button.quiet.sign-only.${name}`,{
type:"button","aria-label":this.words.say(name),title:this.words.say(name),onclick:()=>input.click(),
},icon(sign));
this.buttons=[button("attach","paperclip",this.input),button("camera","camera",this.camera),this.input,this.camera];
}
get isBusy(){return[...this.files.values()].some((file)=>!file.done);}
picked(input){
this.add(input.files);
input.value="";
}
paste(event){
const files=[...(event.clipboardData?.files??[])];
if(!files.length)return;
event.preventDefault();
this.add(files);
}
catchDrops(place){
const over=(isOver)=>(event)=>{
if(!event.dataTransfer?.types.includes("Files"))return;
event.preventDefault();
place.classList.toggle("is-over",isOver);
};
for(const kind of["dragenter","dragover"])place.addEventListener(kind,over(true));
place.addEventListener("dragleave",over(false));
place.addEventListener("drop",(event)=>{over(false)(event);this.add(event.dataTransfer?.files??[]);});
}
add(files){
if(!this.talk.isOpen){if(files.length)this.panel.tell(this.words.say("files_later"));return;}
for(const file of files){
if(this.files.size>=MOST_FILES){this.panel.tell(this.words.say("files_most",{count:MOST_FILES}));return;}
this.one(file);
}
}
async one(file){
const stop=new AbortController(),key=Symbol(file.name);
const name=file.name||this.words.say("picture");
const bar=h("progress",{max:1,value:0,"aria-label":name});
const row=h("li",{},icon(file.type.startsWith("image/")?"image":"file-text"),h("span.grow",{dir:"auto"},name),
h("span.small.quiet",{},this.words.bytes(file.size)),bar,
h("button.quiet.sign-only",{type:"button","aria-label":this.words.say("remove_file",{name}),onclick:()=>{
stop.abort();
this.files.delete(key);
row.remove();
this.panel.composer.field.focus();
}},icon("x")));
this.list.append(row);
this.files.set(key,{done:null,row});
try{
const done=await this.send(file,name,stop.signal,(share)=>{bar.value=share;});
this.files.set(key,{done,row});
bar.remove();
this.panel.announcer.say(this.words.say("file_ready",{name}));
}catch(problem){
if(stop.signal.aborted)return;
this.files.delete(key);
row.remove();
this.panel.tell(`${name}: ${problem.status ? problem.message : this.words.say("file_failed")}`);
}
}
async send(file,name,signal,told){
const{door}=this.talk,path=this.talk.path("/uploads"),{secret}=this.talk;
const way=await door.post(path,{name,size:file.size},secret);
for(let attempt=0;!(await this.parts(way,file,signal,told));attempt +=1){
if(attempt>=TRIES)throw new Error("too many tries");
await pause(1000*2**attempt);
}
const done=await door.ask("PUT",`${path}/${way.upload}`,{},secret);
return done.file.id;
}
async parts({push,token,parts,part_size:size},file,signal,told){
const headers={Authorization:`Bearer ${token}`};
try{
const there=await fetch(push,{headers,signal,credentials:"omit"});
if(!there.ok)return false;
const kept=new Set((await there.json()).parts);
for(let part=0;part<parts;part +=1){
if(!kept.has(part)){
const body=file.slice(part*size,(part + 1)*size);
const answer=await fetch(`${push}/${part}`,{method:"PUT",headers,body,signal,credentials:"omit"});
if(!answer.ok)return false;
}
told((part + 1)/ parts);
}
return true;
}catch(problem){
if(signal.aborted)throw problem;
return false;
}
}
take(){
const done=[...this.files.values()].map((file)=>file.done);
for(const{row}of this.files.values())row.remove();
this.files.clear();
return done;
}
}
function filesOf(files,{words,panel,talk}){
if(!files.length)return null;
const open=async(file)=>panel.guard(async()=>{
const answer=await talk.door.get(file.url,{...talk.secret,raw:true});
panel.offer(await answer.blob(),file.name);
});
return h("div.cards",{},files.map((file)=>h(
"button.card.go",{type:"button",disabled:!file.url,onclick:()=>open(file)},
h("span.sign",{},icon(file.type?.startsWith("image/")?"image":"file-text")),
h("span.grow",{},h("b",{dir:"auto"},file.name),h("span.small.quiet",{},words.bytes(file.bytes))),
icon("download-simple"))));
}
const MOST_LETTERS=4000;
class Composer{
constructor(panel){
const{words,talk}=panel;
Object.assign(this,{panel,words,talk});
this.field=h("textarea",{
id:"message",rows:1,placeholder:words.say("message"),maxLength:MOST_LETTERS,value:talk.store.get("draft")??"",enterKeyHint:"send",dir:"auto",
oninput:()=>this.changed(),onkeydown:(event)=>this.key(event),onpaste:(event)=>this.attachments.paste(event),
});
this.left=h("span.left.small",{role:"status"});
this.attachments=new Attachments(panel);
this.element=h("form.box",{onsubmit:(event)=>{event.preventDefault();this.send();}},
h("label.hidden",{htmlFor:"message"},words.say("message")),
this.attachments.list,
this.field,
h("div.row",{},
this.attachments.buttons,
this.left,
h("span.push"),
h("button.primary.send",{type:"submit"},words.say("send"),icon("paper-plane-right"))));
this.grow();
}
changed(){
this.talk.store.set("draft",this.field.value);
if(this.field.value.trim())this.talk.typing.write();
const left=MOST_LETTERS - this.field.value.length;
this.left.textContent=left<200?this.words.say("letters_left",{count:left}):"";
this.grow();
}
grow(){
if(CSS.supports("field-sizing","content"))return;
this.field.style.height="auto";
this.field.style.height=`${this.field.scrollHeight + 2}px`;
}
key(event){
if(event.key!=="Enter"||event.shiftKey||event.isComposing)return;
event.preventDefault();
this.send();
}
async send(){
const text=this.field.value.trim();
if(this.attachments.isBusy)return this.panel.tell(this.words.say("files_wait"));
const files=this.attachments.take();
if(!text&&!files.length)return this.field.focus();
this.field.value="";
this.changed();
this.talk.typing.stop();
this.panel.send(text,files.length?{files}:{});
return this.field.focus();
}
}
const here=(url,base)=>new URL(url,base).href;
const away=(url,base)=>({href:here(url,base),target:base===window.location.origin?null:"_blank",rel:"noopener"});
const KINDS={
article:(card,{talk,words})=>linked("book-open",card,talk,words.say("card_article"),card.summary),
order:(card,{talk,words})=>linked("package",card,talk,card.state,null,datesOf(card,words)),
dispute:(card,{talk,words})=>linked("scales",card,talk,card.state,null,datesOf(card,words)),
link:(card,{talk})=>h("a.card.go",away(card.url,talk.base),h("b",{},card.label),icon("arrow-right")),
confirm,
};
function cardsOf(cards,{words,panel,talk,isLive}){
const known=cards.filter((card)=>KINDS[card.kind]).map((card)=>KINDS[card.kind](card,{words,panel,talk,isLive}));
const choices=isLive?cards.filter((card)=>card.kind==="choice"):[];
const quick=choices.length
?h("div.quick",{role:"group","aria-label":words.say("answers")},choices.map((card)=>h(
"button.choice",{type:"button",onclick:()=>panel.send(card.label,{choice:card.id})},card.label,
)))
:null;
return known.length||quick?h("div.cards",{},known,quick):null;
}
function linked(sign,card,talk,about,summary,more){
return h("a.card",away(card.url,talk.base),
h("span.sign",{},icon(sign)),
h("span.grow",{},h("b",{lang:card.language??null,dir:"auto"},card.title),h("span.small.quiet",{},about),
summary&&h("span.small",{dir:"auto"},summary),more));
}
function datesOf(card,words){
const rows=(card.dates??[]).map((date)=>h("span.date",{},h("span.quiet",{},date.label),
h("time",{dateTime:date.at},words.long(date.at))));
return rows.length?h("span.dates",{},rows):null;
}
function confirm(card,{words,panel,talk,isLive}){
const isOver=new Date(card.expires_at)<=new Date();
const rows=(card.details??[]).map((one)=>[h("dt",{},one.name),h("dd",{dir:"auto"},one.value)]);
const act=async(event)=>{
const button=event.currentTarget;
button.disabled=true;
await panel.guard(()=>talk.act("confirm",{id:card.id}));
button.disabled=false;
};
return h("div.card.confirm",{},
rows.length?h("dl",{},rows.flat()):null,
isLive&&!isOver
?h("button.primary",{type:"button",onclick:act},card.label)
:h("p.small.quiet",{},words.say(isOver?"confirm_over":"confirm_past",{label:card.label})));
}
const PATIENCE=20_000;
class Refused extends Error{
constructor(status,problem,wait){
super(problem.detail??"");
this.status=status;
this.code=problem.code??"";
this.wait=wait;
}
get mayPass(){return this.status===429||this.status===408||this.status>=500;}
}
class Door{
constructor({base,language,store,getToken,isSigned}){
Object.assign(this,{base,language,store,getToken,isSigned});
this.isOurs=base===window.location.origin;
}
get(path,how){return this.ask("GET",path,undefined,how);}
post(path,body={},how){return this.ask("POST",path,body,how);}
async ask(method,path,body,{secret=null,raw=false,again=true}={}){
const headers={Accept:"application/json","Accept-Language":this.language};
if(body!==undefined)headers["Content-Type"]="application/json";
const shown=secret??(await this.pass());
if(shown)headers.Authorization=`Bearer ${shown}`;
const answer=await this.fetch(path,{method,headers,body:body===undefined?undefined:JSON.stringify(body)});
if(answer.ok)return raw?answer:answer.json();
if(answer.status===401&&!secret&&shown&&again){
this.store.remove("pass");
return this.ask(method,path,body,{raw,again:false});
}
const problem=await answer.json().catch(()=>({}));
throw new Refused(answer.status,problem,Number(answer.headers.get("Retry-After"))||0);
}
fetch(path,how){
const credentials=this.isOurs?"same-origin":"omit";
return fetch(this.base + path,{cache:"no-store",credentials,signal:AbortSignal.timeout(PATIENCE),...how});
}
async pass(){
if(this.isOurs||!this.isSigned)return null;
const known=this.store.get("pass");
if(known)return known;
this.entering??=this.enter().finally(()=>{this.entering=null;});
return this.entering;
}
async enter(){
const token=await this.getToken();
const headers={"Content-Type":"application/json","Accept-Language":this.language};
const answer=await this.fetch("/chat/v1/pass",{method:"POST",headers,body:JSON.stringify({token})});
const told=await answer.json().catch(()=>({}));
if(!answer.ok)throw new Refused(answer.status,told,Number(answer.headers.get("Retry-After"))||0);
this.store.set("pass",told.pass);
return told.pass;
}
}
const FIRST_BYTE=7_000,SILENT=50_000,HIDDEN=60_000,LONGEST=20_000;
const OFTEN=4_000,SELDOM=15_000;
const spread=(ms)=>ms*(0.5 + Math.random());
class Line{
constructor({grant,ask,hear,isNear}){
Object.assign(this,{grant,ask,hear,isNear});
this.lastId=null;
this.retry=1000;
this.failures=0;
this.isOpen=false;
this.isOver=false;
this.onVisibility=()=>this.turn();
this.onOnline=()=>this.wake?.();
document.addEventListener("visibilitychange",this.onVisibility);
window.addEventListener("online",this.onOnline);
this.run();
this.poll();
}
close(){
this.isOver=true;
clearTimeout(this.polling);
document.removeEventListener("visibilitychange",this.onVisibility);
window.removeEventListener("online",this.onOnline);
this.connection?.abort();
this.wake?.();
}
turn(){
clearTimeout(this.hiding);
if(document.hidden)this.hiding=setTimeout(()=>this.connection?.abort(),HIDDEN);
else{this.wake?.();this.ask();}
}
poll(){
const soon=this.isNear()?OFTEN:SELDOM;
this.polling=setTimeout(async()=>{
if(!this.isOpen&&!document.hidden)await this.ask();
if(!this.isOver)this.poll();
},spread(soon));
}
async run(){
while(!this.isOver){
if(document.hidden)await this.woken();
try{
await this.listen();
this.failures=0;
}catch{
this.failures +=1;
}
this.isOpen=false;
if(!this.isOver)await this.woken(spread(Math.min(LONGEST,this.retry*2**this.failures)));
}
}
woken(ms){
return new Promise((done)=>{
const timer=ms===undefined?0:setTimeout(done,ms);
this.wake=()=>{clearTimeout(timer);done();};
});
}
async listen(){
const{token,url}=await this.grant();
const connection=(this.connection=new AbortController());
let timer=0;
const within=(ms)=>{clearTimeout(timer);timer=setTimeout(()=>connection.abort(),ms);};
const headers={Authorization:`Bearer ${token}`};
if(this.lastId!==null)headers["Last-Event-ID"]=this.lastId;
within(FIRST_BYTE);
try{
const answer=await fetch(url,{headers,cache:"no-store",credentials:"omit",signal:connection.signal});
if(!answer.ok)throw new Error(String(answer.status));
await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader(),()=>within(SILENT));
}finally{
clearTimeout(timer);
}
}
async read(reader,touch){
let text="";
for(;;){
const{value,done}=await reader.read();
if(done)return;
touch();
if(!this.isOpen){
this.isOpen=true;
this.failures=0;
this.ask();
}
const blocks=(text + value).split("\n\n");
text=blocks.pop();
blocks.forEach((block)=>this.take(block));
}
}
take(block){
const fields={};
for(const row of block.split("\n")){
const[,name,value]=/^([a-z]+): ?(.*)$/.exec(row)??[];
if(name)fields[name]=value;
}
if(fields.id)this.lastId=fields.id;
if(fields.retry)this.retry=Number(fields.retry);
if(fields.event==="presence")this.hear(JSON.parse(fields.data));
else if(fields.data)this.ask();
}
}
const PARTIES=new Set(["buyer","seller"]);
const WAIT_AGAIN=20_000;
const MOVES=/^chat\./;
const isOwn=(event)=>event.message!==null&&PARTIES.has(event.actor.role);
class Reading extends EventTarget{
begin(known){
this.hang();
this.known=known;
this.doc=null;
this.events=[];
this.ids=new Set();
this.version=0;
this.isWhole=known===null;
if(known)this.listen();
}
hang(){
this.line?.close();
this.line=null;
clearTimeout(this.waiting);
}
get isOpen(){return this.known!==null&&this.doc?.state!=="ended";}
get secret(){return{secret:this.known?.secret??null};}
path(part=""){return `/chat/v1/chats/${this.known.chat}${part}`;}
get others(){return this.events.filter((event)=>event.message&&!isOwn(event));}
get unread(){
const read=this.store.get("read")??0;
return this.others.filter((event)=>event.version>read).length;
}
read(){
const last=this.others.at(-1)?.version??0;
if(last>(this.store.get("read")??0))this.store.set("read",last);
}
isSeen(event){
return(this.seenAt??"")>event.at||this.others.some((other)=>other.version>event.version&&other.actor.role==="agent");
}
listen(){
this.line=new Line({
grant:()=>this.door.get(this.path("/token"),this.secret),
ask:()=>this.fetchNew(),
hear:(sign)=>this.typing.hear(sign),
isNear:()=>this.isNear,
});
this.fetchNew();
}
async fetchNew(){
if(this.known===null)return true;
this.isStale=true;
return(this.fetching??=this.fetchAll());
}
async fetchAll(){
let isHere=true;
while(isHere&&this.isStale&&this.known){
this.isStale=false;
const asked=this.known;
try{
await this.fetchOnce(asked);
}catch(problem){
if(problem instanceof Refused&&[401,403,404].includes(problem.status)&&asked===this.known)this.forget();
else isHere=false;
}
}
this.fetching=null;
return isHere;
}
async fetchOnce(asked){
let moved=this.doc===null,news=false;
for(let after=this.version;after!==null;){
const page=await this.door.get(`${this.path("/events")}?after=${after}`,this.secret);
if(asked!==this.known)return;
const fresh=page.items.filter((event)=>!this.ids.has(event.id));
for(const event of fresh)this.ids.add(event.id);
this.events.push(...fresh);
news||=fresh.length>0;
moved||=fresh.some((event)=>MOVES.test(event.type)||event.actor.role==="assistant");
const last=page.items.at(-1)?.version??this.version;
this.version=Math.max(this.version,last);
after=page.next===null||!fresh.length?null:page.next - 1;
}
const isFirst=!this.isWhole;
this.isWhole=true;
if(moved||this.doc.state!=="with_agent")await this.look(asked);
if(asked===this.known&&(news||isFirst))this.changed();
}
async look(asked=this.known){
const doc=await this.door.get(this.path(),this.secret);
if(asked===this.known)this.stand(doc);
}
stand(doc){
const was=JSON.stringify(this.doc);
this.doc=doc;
clearTimeout(this.waiting);
if(doc.state==="ended")this.hang();
else if(doc.state==="waiting"||doc.assistant){
this.waiting=setTimeout(()=>document.hidden||this.look().catch(()=>{}),WAIT_AGAIN);
}
if(JSON.stringify(doc)!==was)this.changed();
}
async transcript(){
const answer=await this.door.get(this.path("/transcript"),{...this.secret,raw:true});
return answer.blob();
}
}
const LINES={
"chat.person_asked":["line_person_asked","user"],
"chat.accepted":["line_joined","chat-circle-text"],
"chat.transferred":["line_transferred","arrows-left-right"],
"chat.handed_back":["line_handed_back","sparkle"],
"chat.missed":["line_missed","hourglass-medium"],
"chat.became_request":["line_request","tray"],
"chat.taken_along":["line_taken","user"],
"chat.rated":["line_rated","star"],
};
const ENDED={customer:"line_ended_customer",silence:"line_ended_silence",staff:"line_ended_staff"};
function linesOf(talk,{words,panel}){
const lines=[];
const messages=talk.events.filter((event)=>event.message);
const last=messages.at(-1);
let day="";
for(const[place,event]of talk.events.entries()){
const line=event.message
?ofMessage(event,{words,panel,talk,isLast:event===last,before:talk.events[place - 1]})
:ofEvent(event,{words,talk});
if(!line||(event.type==="chat.person_asked"&&event.version<=(messages[0]?.version??0)))continue;
const today=words.day(event.at);
if(today!==day)lines.push({key:`day ${today}`,stamp:"",make:()=>h("p.day",{role:"listitem"},today)});
day=today;
lines.push(line);
}
return lines;
}
function speaker(event,words){
if(event.actor.role==="assistant")return words.say("assistant");
return event.message.name||words.marketplace;
}
function ofMessage(event,{words,panel,talk,isLast,before}){
const{message}=event,own=isOwn(event),role=event.actor.role;
const isSame=before?.message&&before.actor.role===role&&before.message.name===message.name
&&new Date(event.at)- new Date(before.at)<300_000;
const isLive=isLast&&talk.isOpen&&!own;
const state=own&&isLast&&talk.isSeen(event)?words.say("read"):"";
const make=()=>{
const by=own
?h("p.by",{},h("time",{dateTime:event.at},words.clock(event.at)),state&&h("span",{},` · ${state}`))
:h("p.by",{},h("b",{dir:"auto"},speaker(event,words))," ",h("time",{dateTime:event.at},words.clock(event.at)));
const body=message.erased?[h("p.quiet",{},words.say("erased"))]:paragraphs(message.text);
const text=message.text||message.erased?h("div.txt",{dir:"auto",lang:message.language||null},body):null;
return h(
`div.msg.${own ? "own" : role === "assistant" ? "program" : "staff"}${isSame ? ".same" : ""}`,
{role:"listitem"},
h("span.hidden",{},`${own ? words.say("you") : ""} `),
own?text:by,
own?null:text,
filesOf(message.files??[],{words,panel,talk}),
cardsOf(message.cards??[],{words,panel,talk,isLive}),
own?by:null,
);
};
const stamp=`${state}${isLive}${message.erased}${JSON.stringify(message.files ?? "")}`;
return{key:event.id,stamp,make,own,text:message.text,name:own?"":speaker(event,words)};
}
function ofEvent(event,{words,talk}){
const facts=event.data??{};
let[name,sign]=LINES[event.type]??[];
if(event.type==="chat.ended")[name,sign]=[ENDED[facts.by??talk.doc?.ended_by]??ENDED.staff,"check-circle"];
if(!name)return null;
const agent=facts.name??talk.doc?.agent?.name??words.say("colleague");
const text=words.say(name,{name:agent,ref:talk.doc?.request??""});
return{key:event.id,stamp:text,make:()=>h("p.note",{role:"listitem"},icon(sign),h("span",{},text)),own:false,text,name:""};
}
function pendingLines(items,{words,talk}){
return items.map((item)=>{
const ended=item.code==="chat_ended"||item.code==="not_in_chat";
const make=()=>h(
`div.msg.own.pending${item.failed ? ".failed" : ""}`,
{role:"listitem"},
h("span.hidden",{},`${words.say("you")} `),
item.text&&h("div.txt",{dir:"auto"},paragraphs(item.text)),
item.files&&h("p.small",{},words.say("files_count",{count:item.files.length})),
item.failed
?h("p.by.bad",{},icon("warning-circle"),h("span",{},item.failed))
:h("p.by",{},icon("clock"),words.say("sending")),
item.failed&&h("div.acts",{},
h("button.plain",{type:"button",onclick:()=>(ended?talk.writeAnew(item):talk.outbox.retry(item.id))},
words.say(ended?"send_in_new":"send_again")),
h("button.plain",{type:"button",onclick:()=>talk.outbox.drop(item.id)},words.say("remove"))),
);
return{key:`out ${item.id}`,stamp:`${item.failed ?? ""}`,make,own:true,text:item.failed??"",name:""};
});
}
const CAN="a[href], button:not([disabled]), input:not([disabled]):not([hidden]), textarea, select, [tabindex='0']";
const reachable=(within)=>[...within.querySelectorAll(CAN)].filter((one)=>one.getClientRects().length>0);
function keepInside(panel,event){
if(event.key!=="Tab")return;
const all=reachable(panel),first=all[0],last=all.at(-1);
const here=panel.getRootNode().activeElement;
const isOut=!panel.contains(here);
if(event.shiftKey&&(here===first||isOut||here===panel)){event.preventDefault();last?.focus();}
else if(!event.shiftKey&&(here===last||isOut)){event.preventDefault();first?.focus();}
}
function stepThrough(menu,event){
const entries=reachable(menu),here=entries.indexOf(menu.getRootNode().activeElement);
const to={ArrowDown:here + 1,ArrowUp:here - 1,Home:0,End:entries.length - 1}[event.key];
if(to===undefined)return;
event.preventDefault();
entries[(to + entries.length)% entries.length]?.focus();
}
const LONG=120_000;
const RATINGS=[["good","thumbs-up"],["fair","circle-half"],["bad","thumbs-down"]];
function expectation(wait,words,{isVisitor,isBegun=true}){
if(!wait)return null;
if(!wait.is_there){
const opens=wait.opens_at?words.say("opens_at",{when:words.long(wait.opens_at)}):words.say("nobody");
return{sign:"clock",text:opens,more:isBegun?"":words.say(isVisitor?"leave_address":"becomes_request")};
}
const place=!wait.place?"":wait.place===1?words.say("next"):words.say("ahead",{count:wait.place - 1});
const text=wait.seconds===null
?words.say(isBegun?"somebody":"people_there")
:words.say(isBegun?"within":"answers_within",{span:words.span(wait.seconds)});
return{sign:"hourglass-medium",text,more:isBegun?place:""};
}
function waitCard(talk,words){
const told=expectation(talk.doc?.wait,words,{isVisitor:talk.isVisitor});
if(!told)return null;
return h("div.person",{},h("span.sign",{},icon(told.sign)),
h("div.grow",{},h("b",{},told.text),h("p.small.quiet",{},[told.more,words.say("nothing_to_repeat")].filter(Boolean).join(" "))));
}
function addressForm(talk,words,panel,act="address"){
const field=h("input",{type:"email",id:"email",name:"email",required:true,autocomplete:"email",maxLength:320,"aria-describedby":"email-hint"});
const leave=(event)=>{
event.preventDefault();
panel.guard(()=>talk.act(act,{email:field.value.trim()}),field);
};
return h("form.ask",{onsubmit:leave,noValidate:true},
h("label",{htmlFor:"email"},words.say("email")),
h("p.small.quiet",{id:"email-hint"},words.say(act==="mail"?"mail_hint":"email_hint")),
h("div.row",{},field,h("button.plain",{type:"submit"},words.say(act==="mail"?"mail":"email_send"))));
}
function ratingForm(talk,words,panel){
const given=talk.doc.rating;
const comment=h("textarea",{id:"comment",rows:2,maxLength:2000});
const choose=(rating)=>panel.guard(()=>talk.act("rating",{rating}));
const tell=(event)=>{
event.preventDefault();
panel.guard(async()=>{
await talk.act("rating",{rating:given,comment:comment.value.trim()});
talk.isCommented=true;
talk.changed();
},comment);
};
return h("section.ask",{"aria-labelledby":"rate"},
h("h3",{id:"rate"},words.say(given?"rated":"rate")),
h("div.row.rate",{role:"group","aria-labelledby":"rate"},RATINGS.map(([rating,sign])=>h(
"button.choice",{type:"button","aria-pressed":String(given===rating),onclick:()=>choose(rating)},
icon(sign),words.say(`rating_${rating}`)))),
given&&!talk.isCommented
?h("form",{onsubmit:tell},h("label",{htmlFor:"comment"},words.say("comment")),comment,
h("button.plain",{type:"submit"},words.say("comment_send")))
:null);
}
function leftCard(talk,words,panel){
return h("div.person",{},h("span.sign",{},icon("chat-circle-text")),h("div.grow",{},h("b",{},words.say("left")),
h("div.acts",{},
h("button.primary",{type:"button",onclick:()=>panel.guard(()=>talk.takeAlong())},words.say("left_take")),
h("button.plain",{type:"button",onclick:()=>talk.dropLeft()},words.say("left_drop")))));
}
function ending(talk,words,panel){
const{request,ended_by:by,mail}=talk.doc;
const address=request&&!talk.isVisitor?`${talk.base}/${words.path}/tickets/${request}`:"";
const text=by!=="request"?words.say("ended"):request?words.say("goes_on",{ref:request}):words.say("confirm_mail");
const wasAnswered=talk.events.some((event)=>event.type==="chat.accepted");
return h("div.ended",{},
h("p",{},icon("check-circle")," ",text),
address&&h("a.primary",{href:address,target:talk.base===window.location.origin?null:"_blank",rel:"noopener"},words.say("open_request")),
wasAnswered?ratingForm(talk,words,panel):null,
mail?.asked||mail?.waits?h("p.small",{role:"status"},icon("envelope-simple")," ",words.say(mail.asked?"mailed":"mail_waits",mail)):null,
talk.wantsMail&&talk.mayMail?addressForm(talk,words,panel,"mail"):null,
h("div.acts",{},
h(`button.${address ? "plain" : "primary"}`,{type:"button",onclick:()=>panel.anew()},words.say("start_new")),
h("button.plain",{type:"button",onclick:()=>panel.download()},icon("download-simple"),words.say("download")),
talk.mayMail&&!talk.wantsMail&&h("button.plain",{type:"button",onclick:()=>panel.mail()},icon("envelope-simple"),words.say("mail"))));
}
class Foot{
constructor(panel){
Object.assign(this,{panel,talk:panel.talk,words:panel.words,element:h("div.foot")});
}
show(items){
const{talk,words,panel}=this,{doc}=talk;
const isLate=doc?.state==="waiting"&&Date.now()- this.waitsSince()>LONG;
const asks=doc?.wait&&talk.isVisitor&&(!doc.wait.is_there||isLate);
const isOffline=navigator.onLine===false||talk.outbox.failures>1;
const stamp=JSON.stringify([doc?.state,doc?.wait,doc?.rating,doc?.request,doc?.assistant,doc?.mail,talk.wantsMail,talk.left,asks,isOffline,talk.isCommented,items.length>0]);
if(stamp===this.stamp)return;
const had=this.element.contains(this.element.getRootNode().activeElement);
this.stamp=stamp;
this.element.replaceChildren(...[
isOffline&&h("p.offline.small",{role:"status"},icon("wifi-slash"),h("span",{},words.say("offline"))),
doc?.assistant?.slow&&h("div.person",{},h("span.sign",{},icon("clock")),h("div.grow",{},h("b",{},words.say("slow")),
h("div.acts",{},h("button.plain",{type:"button",onclick:()=>panel.guard(()=>talk.act("person"))},words.say("ask_person"))))),
talk.left&&leftCard(talk,words,panel),
doc&&waitCard(talk,words),
asks&&addressForm(talk,words,panel),
doc?.state==="ended"&&!items.length&&ending(talk,words,panel),
].filter(Boolean));
if(had&&!panel.element.hidden)panel.element.focus();
}
waitsSince(){
const asked=this.talk.events.findLast?.((event)=>["chat.person_asked","chat.started"].includes(event.type));
return asked?new Date(asked.at).getTime():Date.now();
}
}
class Head{
constructor(panel){
const{words,talk}=panel;
Object.assign(this,{panel,words,talk});
this.face=h("span.who",{"aria-hidden":"true"});
this.title=h("h2",{id:"title"});
this.about=h("p.small.quiet");
const entry=(name,sign,act)=>h("button",{type:"button",role:"menuitem",onclick:()=>{this.fold();act();}},icon(sign),words.say(name));
this.entries={
person:entry("ask_person","user",()=>panel.guard(()=>talk.act("person"))),
download:entry("download","download-simple",()=>panel.download()),
mail:entry("mail","envelope-simple",()=>panel.mail()),
end:entry("end","x",()=>panel.guard(()=>talk.act("end"))),
};
this.menu=h("div.menu",{role:"menu",id:"menu","aria-label":words.say("menu"),hidden:true,onkeydown:(event)=>this.key(event)},
Object.values(this.entries));
this.more=h("button.quiet.sign-only",{type:"button","aria-haspopup":"menu","aria-expanded":"false","aria-controls":"menu","aria-label":words.say("menu"),onclick:()=>this.unfold()},icon("dots-three"));
this.shut=h("button.quiet.sign-only",{type:"button","aria-label":words.say("minimise"),onclick:()=>panel.close()},icon("caret-down"));
this.element=h("header.head",{},this.face,h("div.grow",{},this.title,this.about),this.more,this.shut,this.menu);
}
unfold(){
const isOpen=this.menu.hidden;
this.menu.hidden=!isOpen;
this.more.setAttribute("aria-expanded",String(isOpen));
if(isOpen)this.menu.querySelector("button:not([hidden])")?.focus();
}
fold(){
if(this.menu.hidden)return false;
this.menu.hidden=true;
this.more.setAttribute("aria-expanded","false");
this.more.focus();
return true;
}
key(event){
if(event.key==="Tab")this.fold();
else stepThrough(this.menu,event);
}
show(){
const{talk,words}=this,state=talk.known?talk.doc?.state:null,agent=talk.doc?.agent?.name;
const[face,title,about]=state==="with_agent"
?[(agent??words.marketplace).charAt(0),agent??words.say("colleague"),words.say("answers_you")]
:state==="with_assistant"
?[icon("sparkle"),words.say("assistant"),words.say("a_program")]
:[icon("chats-circle"),words.marketplace,talk.doc?.wait?.is_there?words.say("waiting"):state==="ended"?words.say("over"):words.say("chat_and_help")];
put(this.title,title);
put(this.about,about);
this.face.replaceChildren(face);
this.face.classList.toggle("is-person",state==="with_agent");
this.entries.person.hidden=state!=="with_assistant";
this.entries.download.hidden=!state;
this.entries.mail.hidden=!talk.mayMail;
this.entries.end.hidden=!talk.isOpen;
this.more.hidden=!state;
}
}
class Home{
constructor(panel){
const{words,talk}=panel;
Object.assign(this,{panel,words,talk});
this.told=h("p.expect",{role:"status"});
this.pick=h("fieldset.pick",{hidden:true},h("legend.hidden",{},words.say("with_whom")),
["assistant","person"].map((one,place)=>h("label",{},h("input",{type:"radio",name:"whom",value:one,checked:!place}),
h("span",{},icon(one==="person"?"user":"sparkle"),words.say(`whom_${one}`)))));
const door=(name,sign,path)=>h("li",{},h("a.card.go",{
href:`${talk.base}/${words.path}/help/${path}`,target:talk.door.isOurs?null:"_blank",rel:"noopener",
},h("span.sign",{},icon(sign)),h("b.grow",{},words.say(name)),icon("arrow-right")));
this.element=h("div.home",{},
h("p.hello",{},words.say("hello")),
this.told,
this.pick,
h("ul.doors",{},door("search_help","magnifying-glass",""),door("other_ways","envelope-simple","contact-us")));
}
get wantsPerson(){return!this.pick.hidden&&this.pick.querySelector("input:checked")?.value==="person";}
async load(){
try{
const now=await this.talk.door.get("/chat/v1/now");
this.pick.hidden=!now.assistant;
const{sign,text,more}=expectation(now,this.words,{isVisitor:this.talk.isVisitor,isBegun:false});
this.told.replaceChildren(icon(sign),h("span",{},[now.assistant?this.words.say("program_first"):text,now.assistant?"":more].join(" ").trim()));
}catch{
this.told.replaceChildren(icon("wifi-slash"),h("span",{},this.words.say("offline")));
}
}
}
const WHOLE_SCREEN="(max-width: 36rem), (max-height: 30rem)";
class Panel{
constructor({talk,words,announcer,closed,opened}){
Object.assign(this,{talk,words,announcer,closed,opened});
this.lines=new Lines({words,announcer});
this.head=new Head(this);
this.home=new Home(this);
this.composer=new Composer(this);
this.foot=new Foot(this);
this.writers=h("p.writers.small.quiet",{role:"status"});
this.notice=h("p.notice",{role:"alert",hidden:true});
this.element=h("section.panel",{id:"panel",role:"dialog","aria-labelledby":"title",tabIndex:-1,hidden:true,onkeydown:(event)=>this.key(event)},
this.head.element,this.home.element,this.lines.element,this.lines.newer,this.writers,this.foot.element,this.notice,this.composer.element);
this.composer.attachments.catchDrops(this.element);
this.size=window.matchMedia(WHOLE_SCREEN);
this.size.addEventListener("change",()=>this.fit());
this.isFirst=true;
talk.addEventListener("change",()=>this.later());
this.fit();
this.show();
}
get isOpen(){return!this.element.hidden;}
fit(){
if(this.size.matches)this.element.setAttribute("aria-modal","true");
else this.element.removeAttribute("aria-modal");
}
open({focus=true}={}){
this.element.hidden=false;
this.talk.isNear=true;
this.opened();
this.home.load();
if(this.talk.door.isOurs||this.talk.person)this.guard(()=>this.talk.findMine());
this.show();
this.lines.toEnd();
this.talk.typing.say("viewing");
if(!focus)return;
if(window.matchMedia("(pointer: coarse)").matches)this.element.focus();
else(this.composer.element.hidden?this.element:this.composer.field).focus();
}
close(){
this.element.hidden=true;
this.talk.isNear=false;
this.talk.typing.say("gone");
this.closed();
}
key(event){
if(event.key==="Escape"){
event.stopPropagation();
if(!this.head.fold())this.close();
}else if(this.size.matches)keepInside(this.element,event);
}
later(){
if(this.due)return;
this.due=true;
queueMicrotask(()=>{this.due=false;this.show();});
}
show(){
const{talk,words}=this,items=talk.outbox.items,isHome=!talk.known&&!items.length;
this.head.show();
this.home.element.hidden=!isHome;
this.lines.element.hidden=isHome;
this.element.classList.toggle("is-home",isHome);
const lines=[...linesOf(talk,{words,panel:this}),...pendingLines(items,{words,talk})];
this.lines.show(lines,{isFirst:this.isFirst||!talk.isWhole,isSeen:!document.hidden});
if(talk.isWhole&&talk.known)this.isFirst=false;
if(!talk.known)this.isFirst=!items.length;
const names=talk.typing.writers;
put(this.writers,names.length?words.say("writes",{name:names.join(", ")}):"");
this.foot.show(items);
this.composer.element.hidden=talk.known!==null&&talk.doc?.state==="ended"&&!items.length;
this.element.classList.toggle("may-attach",talk.isOpen);
}
send(text,more={}){
this.tell("");
const isFirst=this.talk.known===null;
this.talk.write(text,isFirst&&this.home.wantsPerson?{...more,person:true}:more);
this.lines.toEnd();
}
async guard(act,field){
try{
await act();
this.tell("");
}catch(problem){
this.tell(problem.status?problem.message:this.words.say("offline"));
field?.focus();
}
}
tell(text){
put(this.notice,text);
this.notice.hidden=!text;
}
anew(){
this.talk.startAnew();
this.home.load();
this.composer.element.hidden=false;
this.composer.field.focus();
}
mail(){
const{talk}=this,{address,waits}=talk.doc.mail;
if(address&&!waits)return this.guard(()=>talk.act("mail"));
talk.wantsMail=true;
this.show();
return this.foot.element.querySelector("#email")?.focus();
}
download(){
return this.guard(async()=>this.offer(await this.talk.transcript(),`${this.talk.known.chat}.txt`));
}
offer(blob,name){
const link=h("a",{href:URL.createObjectURL(blob),download:name});
link.click();
setTimeout(()=>URL.revokeObjectURL(link.href),60_000);
}
}
const MEMORY=new Map();
function kept(act,otherwise){
try{
return act(window.localStorage);
}catch{
return otherwise(MEMORY);
}
}
class Store{
constructor(base,person){
this.root=`amiabil-chat ${base} `;
this.prefix=`${this.root}${person} `;
}
get(name){
const key=this.prefix + name;
const text=kept((local)=>local.getItem(key),(memory)=>memory.get(key)??null);
try{
return text===null?null:JSON.parse(text);
}catch{
return null;
}
}
set(name,value){
const key=this.prefix + name,text=JSON.stringify(value);
kept((local)=>local.setItem(key,text),(memory)=>memory.set(key,text));
}
remove(name){
const key=this.prefix + name;
kept((local)=>local.removeItem(key),(memory)=>memory.delete(key));
}
names(start=""){
const all=kept((local)=>Object.keys(local),(memory)=>[...memory.keys()]);
return all.filter((key)=>key.startsWith(this.prefix + start)).map((key)=>key.slice(this.prefix.length));
}
clear(){for(const name of this.names())this.remove(name);}
forgetOthers(){
const all=kept((local)=>Object.keys(local),(memory)=>[...memory.keys()]);
for(const key of all){
const isPerson=key.startsWith(this.root)&&!key.startsWith(`${this.root} `);
if(!isPerson||key.startsWith(this.prefix))continue;
kept((local)=>local.removeItem(key),(memory)=>memory.delete(key));
}
}
}
function keepOpen(base,isOpen){
try{
if(isOpen)window.sessionStorage.setItem("amiabil-chat-open",base);
else window.sessionStorage.removeItem("amiabil-chat-open");
}catch{
return;
}
}
function isKeptOpen(base){
try{
return window.sessionStorage.getItem("amiabil-chat-open")===base;
}catch{
return false;
}
}
const LOOK=".root{--bad-ink:var(--amiabil-bad-ink,#822019);--bad-line:var(--amiabil-bad-line,#f09d95);--bad-soft:var(--amiabil-bad-soft,#fdf1f0);--brand:var(--amiabil-brand,#0e5165);--brand-hover:var(--amiabil-brand-hover,#0c4152);--brand-ink:var(--amiabil-brand-ink,#12647a);--brand-soft:var(--amiabil-brand-soft,#eef6f8);--brand-soft-line:var(--amiabil-brand-soft-line,#b0d6e0);--bubble:var(--amiabil-bubble,#0e5165);--calm:var(--amiabil-calm,220ms);--ease:var(--amiabil-ease,cubic-bezier(0.2, 0, 0, 1));--focus:var(--amiabil-focus,#12647a);--font:var(--amiabil-font,\"Figtree\", system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif);--ink:var(--amiabil-ink,#151f22);--ink-2:var(--amiabil-ink-2,#526165);--ink-3:var(--amiabil-ink-3,#5f6e72);--line:var(--amiabil-line,#dce2e3);--line-field:var(--amiabil-line-field,#7d8b8f);--on-brand:var(--amiabil-on-brand,#ffffff);--on-bubble:var(--amiabil-on-bubble,#ffffff);--quick:var(--amiabil-quick,120ms);--r-1:var(--amiabil-r-1,0.25rem);--r-2:var(--amiabil-r-2,0.5rem);--r-3:var(--amiabil-r-3,0.75rem);--r-4:var(--amiabil-r-4,1.125rem);--r-full:var(--amiabil-r-full,62rem);--raised:var(--amiabil-raised,#ffffff);--s-1:var(--amiabil-s-1,0.25rem);--s-2:var(--amiabil-s-2,0.5rem);--s-3:var(--amiabil-s-3,0.75rem);--s-4:var(--amiabil-s-4,1rem);--s-5:var(--amiabil-s-5,1.25rem);--shadow-2:var(--amiabil-shadow-2,0 1px 2px rgb(11 31 38 / 0.06), 0 6px 16px -6px rgb(11 31 38 / 0.12));--shadow-3:var(--amiabil-shadow-3,0 2px 6px rgb(11 31 38 / 0.08), 0 24px 48px -12px rgb(11 31 38 / 0.26));--staff-ink:var(--amiabil-staff-ink,#3b484c);--staff-soft:var(--amiabil-staff-soft,#eaeeee);--sunken:var(--amiabil-sunken,#f4f6f6);--surface:var(--amiabil-surface,#ffffff);--target:var(--amiabil-target,2.75rem);--text-sm:var(--amiabil-text-sm,0.8125rem);--text-xs:var(--amiabil-text-xs,0.75rem);--warn-ink:var(--amiabil-warn-ink,#664200);color-scheme:light}.root[data-theme=\"dark\"]{--bad-ink:var(--amiabil-bad-ink,#f8b9b2);--bad-line:var(--amiabil-bad-line,#7f352e);--bad-soft:var(--amiabil-bad-soft,#341916);--brand:var(--amiabil-brand,#62b7cb);--brand-hover:var(--amiabil-brand-hover,#7fc8d9);--brand-ink:var(--amiabil-brand-ink,#7cc6d7);--brand-soft:var(--amiabil-brand-soft,#11292f);--brand-soft-line:var(--amiabil-brand-soft-line,#245260);--bubble:var(--amiabil-bubble,#17566a);--focus:var(--amiabil-focus,#8fd3e2);--ink:var(--amiabil-ink,#e8eeef);--ink-2:var(--amiabil-ink-2,#a8b6b9);--ink-3:var(--amiabil-ink-3,#8b9a9e);--line:var(--amiabil-line,#273438);--line-field:var(--amiabil-line-field,#718387);--on-brand:var(--amiabil-on-brand,#04212a);--on-bubble:var(--amiabil-on-bubble,#eef7f9);--raised:var(--amiabil-raised,#1c272b);--shadow-2:var(--amiabil-shadow-2,0 8px 20px -6px rgb(0 0 0 / 0.55));--shadow-3:var(--amiabil-shadow-3,0 28px 56px -12px rgb(0 0 0 / 0.75));--staff-ink:var(--amiabil-staff-ink,#ced8da);--staff-soft:var(--amiabil-staff-soft,#222e32);--sunken:var(--amiabil-sunken,#0f1719);--surface:var(--amiabil-surface,#141d20);--warn-ink:var(--amiabil-warn-ink,#f2d27f);color-scheme:dark}@media (prefers-color-scheme:dark){.root[data-theme=\"system\"]{--bad-ink:var(--amiabil-bad-ink,#f8b9b2);--bad-line:var(--amiabil-bad-line,#7f352e);--bad-soft:var(--amiabil-bad-soft,#341916);--brand:var(--amiabil-brand,#62b7cb);--brand-hover:var(--amiabil-brand-hover,#7fc8d9);--brand-ink:var(--amiabil-brand-ink,#7cc6d7);--brand-soft:var(--amiabil-brand-soft,#11292f);--brand-soft-line:var(--amiabil-brand-soft-line,#245260);--bubble:var(--amiabil-bubble,#17566a);--focus:var(--amiabil-focus,#8fd3e2);--ink:var(--amiabil-ink,#e8eeef);--ink-2:var(--amiabil-ink-2,#a8b6b9);--ink-3:var(--amiabil-ink-3,#8b9a9e);--line:var(--amiabil-line,#273438);--line-field:var(--amiabil-line-field,#718387);--on-brand:var(--amiabil-on-brand,#04212a);--on-bubble:var(--amiabil-on-bubble,#eef7f9);--raised:var(--amiabil-raised,#1c272b);--shadow-2:var(--amiabil-shadow-2,0 8px 20px -6px rgb(0 0 0 / 0.55));--shadow-3:var(--amiabil-shadow-3,0 28px 56px -12px rgb(0 0 0 / 0.75));--staff-ink:var(--amiabil-staff-ink,#ced8da);--staff-soft:var(--amiabil-staff-soft,#222e32);--sunken:var(--amiabil-sunken,#0f1719);--surface:var(--amiabil-surface,#141d20);--warn-ink:var(--amiabil-warn-ink,#f2d27f);color-scheme:dark}}:host{all: initial;display: contents}:host([hidden]){display: none}@media print{:host{display: none}}.root{font: 400 1rem/1.45 var(--font);color: var(--ink);-webkit-font-smoothing: antialiased;text-align: start}*,*::before,*::after{box-sizing: border-box}[hidden]{display: none !important}h2,h3,p,ul,dl,dd,fieldset,figure{margin: 0;padding: 0;border: 0;min-inline-size: 0}ul{list-style: none}button,input,textarea{font: inherit;color: inherit;margin: 0}a{color: var(--brand-ink)}.hidden{position: absolute;inline-size: 1px;block-size: 1px;overflow: hidden;clip-path: inset(50%);white-space: nowrap}.icon{inline-size: 1.25em;block-size: 1.25em;fill: currentcolor;flex: none;vertical-align: -0.25em}.grow{flex: 1;min-inline-size: 0}.push{margin-inline-start: auto}.small{font-size: var(--text-sm)}.quiet{color: var(--ink-2)}.row{display: flex;align-items: center;gap: var(--s-2);flex-wrap: wrap}:focus-visible{outline: 2px solid var(--focus);outline-offset: 2px}.panel:focus-visible{outline-offset: -3px}.launcher{position: fixed;z-index: var(--amiabil-layer,2147483000);inset-block-end: calc(var(--amiabil-block-inset,1.25rem) + env(safe-area-inset-bottom,0px));inset-inline-end: calc(var(--amiabil-inline-inset,1.25rem) + env(safe-area-inset-right,0px));display: inline-flex;align-items: center;gap: var(--s-2);min-block-size: 3.25rem;padding-inline: 1.1rem 1.25rem;border: 1px solid transparent;border-radius: var(--r-full);background: var(--brand);color: var(--on-brand);font-weight: 600;box-shadow: var(--shadow-2);cursor: pointer;transition: background-color var(--quick) var(--ease),transform var(--calm) var(--ease)}.launcher:hover{background: var(--brand-hover)}.launcher .icon{inline-size: 1.6rem;block-size: 1.6rem}.launcher .icon + .icon,.is-open .launcher .icon{display: none}.is-open .launcher .icon + .icon{display: block}.is-open .launcher{padding-inline: 0.75rem}.is-open .launcher .label{position: absolute;inline-size: 1px;block-size: 1px;overflow: hidden;clip-path: inset(50%)}.launcher .count{display: grid;place-items: center;min-inline-size: 1.4rem;block-size: 1.4rem;padding-inline: 0.35rem;border-radius: var(--r-full);background: var(--surface);color: var(--brand-ink);font-size: var(--text-xs);font-weight: 700}.panel{position: fixed;z-index: var(--amiabil-layer,2147483000);inset-block-end: calc(var(--amiabil-block-inset,1.25rem) + 4.25rem);inset-inline-end: var(--amiabil-inline-inset,1.25rem);inline-size: min(25rem,calc(100vw - 2rem));block-size: min(42rem,calc(100dvh - var(--amiabil-block-inset,1.25rem) - 5.75rem));display: flex;flex-direction: column;overflow: hidden;background: var(--raised);border: 1px solid var(--line);border-radius: var(--r-4);box-shadow: var(--shadow-3);font-size: 0.9375rem;animation: rise var(--calm) var(--ease);overscroll-behavior: contain}.panel.is-home{block-size: auto;max-block-size: min(42rem,calc(100dvh - var(--amiabil-block-inset,1.25rem) - 5.75rem))}@keyframes rise{from{opacity: 0;transform: translateY(0.75rem)}}.panel.is-over{border-color: var(--brand);box-shadow: inset 0 0 0 3px var(--brand-soft-line),var(--shadow-3)}.head{position: relative;display: flex;align-items: center;gap: var(--s-3);padding: var(--s-3) var(--s-3) var(--s-3) var(--s-4);border-block-end: 1px solid var(--line);flex: none}.head h2{font-size: 1rem;font-weight: 650;line-height: 1.25;overflow-wrap: anywhere}.who{display: grid;place-items: center;inline-size: 2.5rem;block-size: 2.5rem;border-radius: 50%;background: var(--brand-soft);color: var(--brand-ink);font-weight: 700;flex: none}.who.is-person{background: var(--staff-soft);color: var(--staff-ink)}.menu{position: absolute;z-index: 2;inset-block-start: calc(100% - 0.25rem);inset-inline-end: var(--s-3);min-inline-size: 13rem;padding: var(--s-1);background: var(--raised);border: 1px solid var(--line);border-radius: var(--r-3);box-shadow: var(--shadow-2)}.menu button{display: flex;align-items: center;gap: var(--s-3);inline-size: 100%;min-block-size: var(--target);padding: var(--s-2) var(--s-3);border: 0;border-radius: var(--r-2);background: none;text-align: start;cursor: pointer}.menu button:hover,.menu button:focus-visible{background: var(--sunken)}.primary,.plain,.choice{display: inline-flex;align-items: center;justify-content: center;gap: var(--s-2);min-block-size: 2.5rem;padding: 0.4rem 0.9rem;border: 1px solid transparent;border-radius: var(--r-2);font-weight: 600;text-decoration: none;text-align: center;cursor: pointer;transition: background-color var(--quick) var(--ease)}.primary{background: var(--brand);color: var(--on-brand)}.primary:hover{background: var(--brand-hover)}.plain{background: var(--surface);border-color: var(--line-field);color: var(--ink)}.plain:hover{background: var(--sunken)}.choice{background: var(--surface);border-color: var(--brand-soft-line);color: var(--brand-ink);text-align: start}.choice:hover{background: var(--brand-soft)}.choice[aria-pressed=\"true\"]{background: var(--brand-soft);border-color: var(--brand);box-shadow: inset 0 0 0 1px var(--brand)}button[disabled]{cursor: default;opacity: 0.6}button.quiet{border: 0;background: none;border-radius: var(--r-2);cursor: pointer}button.quiet:hover{background: var(--sunken);color: var(--ink)}.sign-only{display: inline-grid;place-items: center;inline-size: 2.5rem;block-size: 2.5rem;padding: 0;flex: none}@media (pointer: coarse){.primary,.plain,.choice{min-block-size: var(--target)}.sign-only{inline-size: var(--target);block-size: var(--target)}}input[type=\"email\"],.ask textarea{flex: 1 1 10rem;inline-size: 100%;min-block-size: 2.5rem;padding: 0.4rem 0.7rem;border: 1px solid var(--line-field);border-radius: var(--r-2);background: var(--surface);font-size: 1rem}.home{flex: 1;overflow: auto;display: flex;flex-direction: column;gap: var(--s-4);padding: var(--s-5) var(--s-4)}.hello{font-size: 1.375rem;font-weight: 650;line-height: 1.25;letter-spacing: -0.015em}.expect{display: flex;gap: var(--s-2);color: var(--ink-2)}.expect .icon{margin-block-start: 0.1em}.pick{display: grid;grid-template-columns: 1fr 1fr;gap: var(--s-2)}.pick label{position: relative;cursor: pointer}.pick input{position: absolute;opacity: 0;inset: 0;inline-size: 100%;block-size: 100%;cursor: pointer}.pick span{display: flex;align-items: center;gap: var(--s-2);block-size: 100%;min-block-size: var(--target);padding: var(--s-2) var(--s-3);border: 1px solid var(--line-field);border-radius: var(--r-3);font-weight: 600}.pick input:checked + span{border-color: var(--brand);background: var(--brand-soft);box-shadow: inset 0 0 0 1px var(--brand);color: var(--brand-ink)}.pick input:focus-visible + span{outline: 2px solid var(--focus);outline-offset: 2px}.doors{display: grid;gap: var(--s-2);margin-block-start: auto}.talk{flex: 1;min-block-size: 4rem;overflow: auto;overscroll-behavior: contain}.talk:focus-visible{outline-offset: -3px}.lines{display: flex;flex-direction: column;justify-content: flex-end;gap: var(--s-3);min-block-size: 100%;padding: var(--s-4)}.day{align-self: center;font-size: var(--text-xs);font-weight: 600;color: var(--ink-2)}.msg{align-self: flex-start;display: grid;gap: 3px;max-inline-size: 88%;min-inline-size: 0;justify-items: start}.msg.own{align-self: flex-end;justify-items: end}.msg.same{margin-block-start: -0.35rem}.msg.same:not(.own) > .by{display: none}.by{font-size: var(--text-xs);color: var(--ink-2)}.by b{color: var(--ink);font-weight: 600}.by .icon{inline-size: 1.1em;block-size: 1.1em;margin-inline-end: 0.3em}.txt{max-inline-size: 100%;padding: 0.55rem 0.85rem;border-radius: var(--r-3);border-end-start-radius: var(--r-1);background: var(--sunken);overflow-wrap: anywhere}.program > .txt{background: var(--brand-soft)}.own > .txt{background: var(--bubble);color: var(--on-bubble);border-end-start-radius: var(--r-3);border-end-end-radius: var(--r-1)}.own > .txt a{color: inherit}.txt p + p{margin-block-start: var(--s-2)}.pending > .txt{box-shadow: inset 0 0 0 2px var(--surface),0 0 0 1px var(--bubble)}.failed > .txt{box-shadow: none;background: var(--bad-soft);color: var(--bad-ink);border: 1px solid var(--bad-line)}.by.bad{color: var(--bad-ink);display: flex;text-align: end}.note{align-self: center;display: flex;gap: var(--s-2);align-items: center;font-size: var(--text-xs);color: var(--ink-2);text-align: center;overflow-wrap: anywhere}.newer{align-self: center;margin-block: -3rem var(--s-3);position: relative;min-block-size: 2.25rem;padding: 0.3rem 0.9rem;border: 0;border-radius: var(--r-full);background: var(--ink);color: var(--surface);font-size: var(--text-sm);font-weight: 600;box-shadow: var(--shadow-2);cursor: pointer}.writers{padding: 0 var(--s-4) var(--s-1);min-block-size: 1.25rem}.is-home .writers,.writers:empty{display: none}.acts{display: flex;flex-wrap: wrap;gap: var(--s-2)}.cards{display: grid;gap: var(--s-2);inline-size: 100%;margin-block-start: var(--s-1)}.card{display: flex;align-items: flex-start;gap: var(--s-3);inline-size: 100%;padding: var(--s-3);border: 1px solid var(--line);border-radius: var(--r-3);background: var(--surface);color: var(--ink);text-align: start;text-decoration: none;overflow-wrap: anywhere}a.card:hover,button.card:hover{border-color: var(--line-field);background: var(--sunken)}.card.go{align-items: center;min-block-size: var(--target);cursor: pointer}.card b{display: block;font-weight: 600;line-height: 1.3}.card .grow > .small{display: block}.card .dates{display: grid;gap: 2px;margin-block-start: var(--s-1);font-size: var(--text-sm)}.card .date{display: flex;flex-wrap: wrap;gap: 0 var(--s-2)}.card .date time{font-weight: 600}[dir=\"rtl\"] .card.go > .icon:last-child,[dir=\"rtl\"] .send .icon{transform: scaleX(-1)}.sign{color: var(--brand-ink);flex: none}.confirm{display: grid;gap: var(--s-3)}.confirm dl{display: grid;grid-template-columns: auto 1fr;gap: var(--s-1) var(--s-3);font-size: var(--text-sm)}.confirm dt{color: var(--ink-2)}.quick{display: flex;flex-wrap: wrap;gap: var(--s-2)}.foot{flex: none;max-block-size: 60%;overflow: auto;display: grid;gap: var(--s-3);padding-inline: var(--s-4)}.foot:not(:empty){padding-block: var(--s-3);border-block-start: 1px solid var(--line)}.person{display: flex;align-items: flex-start;gap: var(--s-3)}.person b{font-weight: 600}.offline{display: flex;gap: var(--s-2);color: var(--warn-ink)}.ask{display: grid;gap: var(--s-2)}.ask form{display: grid;gap: var(--s-2);justify-items: start}.ask label,.ask h3{font-size: 0.9375rem;font-weight: 600}.ended{display: grid;gap: var(--s-3)}.notice{flex: none;margin: var(--s-2) var(--s-4) 0;padding: var(--s-2) var(--s-3);border: 1px solid var(--bad-line);border-radius: var(--r-2);background: var(--bad-soft);color: var(--bad-ink);font-size: var(--text-sm)}.box{flex: none;margin: var(--s-3) var(--s-4) var(--s-4);padding: var(--s-2) var(--s-2) var(--s-2) var(--s-3);border: 1px solid var(--line-field);border-radius: var(--r-3);background: var(--surface)}.box:focus-within{border-color: var(--focus);box-shadow: 0 0 0 1px var(--focus)}.box textarea{display: block;inline-size: 100%;min-block-size: 2.25rem;max-block-size: min(10rem,25dvh);padding: var(--s-1) 0;border: 0;outline: 0;resize: none;background: none;font-size: 1rem;field-sizing: content}.box textarea::placeholder{color: var(--ink-3);opacity: 1}.box .row{flex-wrap: nowrap;gap: var(--s-1)}.panel:not(.may-attach) .attach,.panel:not(.may-attach) .camera{display: none}@media (pointer: fine){.camera{display: none}}.files{display: grid;gap: var(--s-1)}.files li{display: flex;align-items: center;gap: var(--s-2);padding-inline-start: var(--s-1);font-size: var(--text-sm);overflow-wrap: anywhere}progress{inline-size: 4rem;block-size: 0.4rem;accent-color: var(--brand)}@media (max-width: 36rem),(max-height: 30rem){.panel,.panel.is-home{inset: 0;inline-size: 100%;block-size: 100dvh;max-block-size: none;border: 0;border-radius: 0}.is-open .launcher{display: none}.box{margin-block-end: calc(var(--s-3) + env(safe-area-inset-bottom,0px))}.launcher{min-block-size: 3.25rem;padding-inline: 0.9rem}.launcher .label{position: absolute;inline-size: 1px;block-size: 1px;overflow: hidden;clip-path: inset(50%)}}@media (prefers-reduced-motion: reduce){.root *,.root *::before{animation: none !important;transition: none !important}}@media (forced-colors: active){.launcher,.primary,.txt,.choice{border: 1px solid ButtonText}}";
function dress(root){
if("adoptedStyleSheets" in root){
const sheet=new CSSStyleSheet();
sheet.replaceSync(LOOK);
root.adoptedStyleSheets=[sheet];
return;
}
const style=document.createElement("style");
style.textContent=LOOK;
root.append(style);
}
const SOON=1_000,LATE=30_000;
class Outbox{
constructor(store,{send,changed}){
Object.assign(this,{store,send,changed});
this.failures=0;
this.onOnline=()=>this.pump(true);
window.addEventListener("online",this.onOnline);
}
close(){
window.removeEventListener("online",this.onOnline);
clearTimeout(this.timer);
}
get items(){
const found=this.store.names("out:").map((name)=>this.store.get(name)).filter(Boolean);
return found.sort((one,other)=>one.at - other.at);
}
add(item){
this.store.set(`out:${item.id}`,{at:Date.now(),...item});
this.changed();
this.pump(true);
}
drop(id){
this.store.remove(`out:${id}`);
this.changed();
}
retry(id,change={}){
const item=this.store.get(`out:${id}`);
if(item)this.add({...item,failed:"",code:"",...change});
}
async pump(now=false){
if(this.isBusy)return;
if(!now&&this.timer)return;
clearTimeout(this.timer);
this.timer=0;
this.isBusy=true;
let wait=0;
for(let item;!wait&&(item=this.items.find((one)=>!one.failed));)wait=await this.one(item);
this.isBusy=false;
if(wait)this.timer=setTimeout(()=>{this.timer=0;this.pump();},wait);
}
async one(item){
try{
await this.send(item);
this.failures=0;
this.drop(item.id);
return 0;
}catch(problem){
if(problem.status&&!problem.mayPass&&problem.status!==401){
this.store.set(`out:${item.id}`,{...item,failed:problem.message||"?",code:problem.code});
this.changed();
return 0;
}
this.failures +=1;
this.changed();
return problem.wait?problem.wait*1000:Math.min(LATE,SOON*2**Math.min(6,this.failures))*(0.5 + Math.random());
}
}
}
const AGAIN=20_000,GONE=50_000,WRITES=6_000,FADES=22_000,GOOD_FOR=13*60_000;
class Typing{
constructor(talk){
this.talk=talk;
this.others=new Map();
this.wrote=0;
this.onLeave=()=>this.say("gone");
window.addEventListener("pagehide",this.onLeave);
this.timer=setInterval(()=>this.refresh(),AGAIN);
}
close(){
window.removeEventListener("pagehide",this.onLeave);
clearInterval(this.timer);
}
get doing(){return Date.now()- this.wrote<WRITES?"writing":"viewing";}
get isWorth(){return this.talk.doc?.state==="with_agent"||this.talk.doc?.state==="waiting";}
refresh(){
if(this.talk.isNear&&!document.hidden)this.say(this.doing);
for(const[person,one]of this.others)if(Date.now()- one.at>GONE)this.others.delete(person);
this.talk.changed();
}
write(){
const was=this.doing;
this.wrote=Date.now();
if(was==="writing")return;
this.goOn();
}
goOn(){
this.say(this.doing);
if(this.doing==="writing")setTimeout(()=>this.goOn(),WRITES + 500);
}
stop(){
this.wrote=0;
for(const one of this.others.values())one.doing="viewing";
}
async say(doing,again=false){
if(!this.isWorth||(doing==="gone"&&!this.granted))return;
try{
if(again||!this.granted||Date.now()- this.granted.at>GOOD_FOR||this.granted.chat!==this.talk.known.chat){
const told=await this.talk.door.get(this.talk.path("/typing"),this.talk.secret);
this.granted={...told,at:Date.now(),chat:this.talk.known.chat};
}
const headers={Authorization:`Bearer ${this.granted.token}`};
const answer=await fetch(`${this.granted.url}/${doing}`,{method:"PUT",headers,credentials:"omit",keepalive:true});
if(answer.status===401&&!again)await this.say(doing,true);
}catch{
return;
}
}
hear({person,name,doing}){
if(person===this.granted?.person)return;
if(doing==="gone")this.others.delete(person);
else this.others.set(person,{name,doing,at:Date.now()});
if(doing!=="gone")this.talk.seenAt=new Date().toISOString();
clearTimeout(this.fading);
this.fading=setTimeout(()=>this.talk.changed(),FADES);
this.talk.changed();
}
get writers(){
const now=Date.now();
const found=[...this.others.values()].filter((one)=>one.doing==="writing"&&now - one.at<FADES);
return found.map((one)=>one.name);
}
}
class Talk extends Reading{
constructor({base,language,person,getToken}){
super();
this.base=base;
this.person=person;
this.store=new Store(base,person);
this.store.forgetOthers();
this.door=new Door({base,language,store:this.store,getToken,isSigned:person!==""});
this.outbox=new Outbox(this.store,{send:(item)=>this.deliver(item),changed:()=>this.changed(true)});
this.typing=new Typing(this);
this.tabs="BroadcastChannel" in window?new BroadcastChannel(this.store.prefix):null;
if(this.tabs)this.tabs.onmessage=()=>this.meet();
this.isNear=false;
this.begin(this.store.get("chat"));
if(this.outbox.items.length)this.outbox.pump();
}
close(){
this.hang();
this.outbox.close();
this.typing.close();
this.tabs?.close();
}
get isVisitor(){return this.person===""||this.known?.secret!=null;}
get mayMail(){
const mail=this.doc?.mail;
return Boolean(mail)&&!mail.asked&&Boolean(mail.address||this.isVisitor);
}
changed(told=false){
this.dispatchEvent(new Event("change"));
if(told)this.tabs?.postMessage("");
}
meet(){
const known=this.store.get("chat");
if(known?.chat!==this.known?.chat)this.begin(known);
this.fetchNew();
this.changed();
}
async findMine(){
const told=await this.door.get("/chat/v1/mine");
this.isSignedIn=told.signed_in;
this.name=told.name;
if(told.chat&&told.chat.state!=="ended"&&this.known===null){
this.keep({chat:told.chat.chat,secret:null});
this.begin(this.known);
}
this.changed();
}
keep(known){
this.known=known;
this.store.set("chat",known);
}
forget(){
this.store.remove("chat");
this.store.remove("read");
this.isCommented=this.wantsMail=false;
this.begin(null);
this.changed(true);
}
write(text,more={}){
const item={id:crypto.randomUUID(),text,...more};
if(this.known===null||this.doc?.state==="ended")item.key=crypto.randomUUID();
if(item.key&&this.known){this.store.remove("chat");this.begin(null);}
this.outbox.add(item);
}
async deliver(item){
const known=this.store.get("chat");
if(known&&known.chat!==this.known?.chat)this.begin(known);
if(this.known===null)return this.start(item);
const{id,text,choice,files}=item;
const said={id,text,...(choice&&{choice}),...(files&&{files})};
this.stand(await this.door.post(this.path("/messages"),said,this.secret));
if(!(await this.fetchNew()))throw new Error("not read back");
}
async start(item){
const key=item.key??item.id;
const{secret,...doc}=await this.door.post("/chat/v1/chats",{key,text:item.text,person:item.person===true});
this.keep({chat:doc.chat,secret});
this.begin(this.known);
this.tabs?.postMessage("");
this.stand(doc);
return this.fetchNew();
}
async act(name,body={}){
this.stand(await this.door.post(this.path(`/${name}`),body,this.secret));
this.tabs?.postMessage("");
await this.fetchNew();
}
get left(){
const left=this.person&&new Store(this.base,"").get("chat");
return left?.secret?left:null;
}
async takeAlong(){
const{chat,secret}=this.left;
try{
const doc=await this.door.post(`/chat/v1/chats/${chat}/take`,{secret});
this.dropLeft();
this.keep({chat:doc.chat,secret:null});
this.begin(this.known);
this.stand(doc);
}catch(problem){
if(problem.status===404)this.dropLeft();
throw problem;
}
}
dropLeft(){
new Store(this.base,"").remove("chat");
this.changed(true);
}
startAnew(){this.forget();}
writeAnew(item){
this.outbox.drop(item.id);
this.startAnew();
this.write(item.text);
}
}
class Words{
constructor({language,path,direction,marketplace,words}){
this.language=language;
this.path=path;
this.direction=direction;
this.marketplace=marketplace;
this.words=words;
this.plural=new Intl.PluralRules(language);
}
say(name,facts={}){
const found=this.words[name]??name;
const text=typeof found==="string"?found:found[this.plural.select(facts.count)]??found.other;
return text.replace(/\{(\w+)\}/g,(whole,key)=>facts[key]??whole);
}
number(value,options){return new Intl.NumberFormat(this.language,options).format(value);}
span(seconds){
const minutes=Math.max(1,Math.round(seconds / 60));
const[value,unit]=minutes<60?[minutes,"minute"]:[Math.round(minutes / 60),"hour"];
return this.number(value,{style:"unit",unit,unitDisplay:"long"});
}
clock(at){return this.instant(at,{hour:"2-digit",minute:"2-digit"});}
long(at){
const date={weekday:"long",day:"numeric",month:"long",hour:"2-digit",minute:"2-digit"};
if(new Date(at).getFullYear()!==new Date().getFullYear())date.year="numeric";
return this.instant(at,date);
}
day(at){
const then=new Date(at),now=new Date();
const days=Math.round((new Date(now).setHours(0,0,0,0)- new Date(then).setHours(0,0,0,0))/ 864e5);
if(days<2){
const text=new Intl.RelativeTimeFormat(this.language,{numeric:"auto"}).format(-days,"day");
return text.charAt(0).toLocaleUpperCase(this.language)+ text.slice(1);
}
return this.instant(at,{weekday:"long",day:"numeric",month:"long"});
}
instant(at,options){
return new Intl.DateTimeFormat(this.language,{hourCycle:"h23",...options}).format(new Date(at));
}
bytes(count){
const[value,unit]=count<1e6?[count / 1e3,"kilobyte"]:[count / 1e6,"megabyte"];
const digits=value<10&&unit==="megabyte"?1:0;
return this.number(value,{style:"unit",unit,maximumFractionDigits:digits});
}
}
const BASE=new URL(document.currentScript?.src??window.location.href).origin;
class AmiabilChat extends HTMLElement{
static observedAttributes=["person","language","theme"];
connectedCallback(){
if(!this.shadowRoot)dress(this.attachShadow({mode:"open"}));
this.page=new MutationObserver(()=>this.look());
this.page.observe(document.documentElement,{attributeFilter:["data-bs-theme"]});
this.start();
}
disconnectedCallback(){
this.page.disconnect();
this.stop();
}
attributeChangedCallback(name,before,now){
if(!this.isConnected||before===now||!this.shadowRoot)return;
if(name==="theme")this.look();
else this.start();
}
async signOut(){
const talk=this.talk;
if(talk?.person)await talk.door.post("/chat/v1/pass/end").catch(()=>{});
talk?.store.clear();
this.removeAttribute("person");
}
async open(){
await this.started;
this.make().open();
}
close(){this.panel?.close();}
stop(){
this.talk?.close();
this.talk=this.panel=null;
}
start(){
const round=(this.round={});
this.stop();
const asked=this.getAttribute("language")||this.closest("[lang]")?.lang||navigator.language;
this.started=loadWords(asked).then((words)=>{if(this.round===round&&this.isConnected)this.place(words);});
}
place(words){
this.words=words;
this.announcer=new Announcer();
this.launcher=h("button.launcher",{type:"button","aria-haspopup":"dialog","aria-expanded":"false",onclick:()=>this.toggle()},
icon("chat-circle-text"),icon("caret-down"),h("span.label",{},words.say("launch")),h("span.count",{hidden:true,"aria-hidden":"true"}),h("span.hidden"));
this.root=h("div.root",{lang:words.language,dir:words.direction},this.launcher,this.announcer.element);
this.shadowRoot.querySelector(".root")?.remove();
this.shadowRoot.append(this.root);
this.look();
const person=this.getAttribute("person")??"";
const talk=(this.talk=new Talk({base:BASE,language:words.path,person,getToken:()=>this.token()}));
talk.addEventListener("change",()=>this.mark());
if(this.hasAttribute("open")||isKeptOpen(BASE))this.make().open({focus:false});
else if(talk.known)this.make();
this.mark();
}
make(){
const{talk,words,announcer}=this;
if(!this.panel){
this.panel=new Panel({talk,words,announcer,closed:()=>this.shut(),opened:()=>this.mark()});
this.root.prepend(this.panel.element);
this.launcher.setAttribute("aria-controls","panel");
}
return this.panel;
}
look(){
const theme=this.getAttribute("theme")||document.documentElement.dataset.bsTheme;
if(this.root)this.root.dataset.theme=theme==="dark"||theme==="light"?theme:"system";
}
toggle(){
const panel=this.make();
if(panel.isOpen)panel.close();
else panel.open();
}
shut(){
keepOpen(BASE,false);
this.mark();
this.launcher.focus();
}
mark(){
const{talk,words}=this,isOpen=this.panel?.isOpen??false;
if(isOpen&&!document.hidden)talk.read();
if(isOpen)keepOpen(BASE,true);
const count=isOpen?0:talk.unread;
this.launcher.setAttribute("aria-expanded",String(isOpen));
this.root.classList.toggle("is-open",isOpen);
const[,,,badge,told]=this.launcher.children;
badge.hidden=!count;
put(badge,String(count));
put(told,count?words.say("unread",{count}):"");
}
async token(){
if(this.getToken)return this.getToken();
const answer=await fetch(this.getAttribute("token-url"),{method:"POST",headers:{Accept:"application/json"},credentials:"same-origin"});
if(!answer.ok)throw new Error(String(answer.status));
return(await answer.json()).token;
}
}
async function loadWords(language){
const answer=await fetch(`${BASE}/widget/v1/words/${encodeURIComponent(language)}.json`,{credentials:"omit"});
return new Words(await answer.json());
}
if(!customElements.get("amiabil-chat"))customElements.define("amiabil-chat",AmiabilChat);
})();
